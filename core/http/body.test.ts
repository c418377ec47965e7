import { expect, test } from 'bun:test'
import { errorKind } from '../../tests/support/error-kind.ts'
import { maxBodyBytes, withWholeBody } from './body.ts'

const post = (body: string | ReadableStream, headers: Record<string, string> = {}) =>
  new Request('http://127.0.0.1/', { method: 'POST', body, headers })

test('a body that never ends is refused after its time', async () => {
  const dripping = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{'))
    },
  })
  expect(await errorKind(withWholeBody(post(dripping), 5))).toBe('invalid-input')
})

test('a body that is larger than the limit is refused, whatever length it claims', async () => {
  expect(await errorKind(withWholeBody(post('x'.repeat(maxBodyBytes + 1))))).toBe('too-large')
  const claimed = post('{}', { 'content-length': String(maxBodyBytes + 1) })
  expect(await errorKind(withWholeBody(claimed))).toBe('too-large')
})

test('a body within the limits arrives as it was sent, with method and headers', async () => {
  const request = await withWholeBody(post('{"a":1}', { 'x-a': 'b' }))
  expect([request.method, request.headers.get('x-a'), await request.text()]).toEqual(['POST', 'b', '{"a":1}'])
})
