import { describe, expect, test } from 'bun:test'
import { collect, greedy, modelRuntimeContract } from '../../core/model-runtime.contract.ts'
import type { GenerateRequest } from '../../core/model-runtime.ts'
import { createScriptedRuntime, type Script } from './scripted-runtime.ts'

const talk = Array.from({ length: 70_000 }, (_, index) => ` word${index}`).join('')
const talker: Script = (request) => [
  { type: 'say', text: request.responseSchema ? '{"mood":"good","awake":true}' : talk },
]

modelRuntimeContract('scripted', async (contextLength) => {
  const runtime = createScriptedRuntime(talker, { contextLength, parallel: 2 })
  return { runtime, close: () => runtime[Symbol.asyncDispose]() }
})

const request: GenerateRequest = {
  messages: [{ role: 'user', text: 'Hello' }],
  maxTokens: 100,
  sampling: greedy,
}

describe('scripted runtime', () => {
  test('says what the script says and keeps what it was asked', async () => {
    await using runtime = createScriptedRuntime(() => [{ type: 'say', text: 'Hello dear.' }])
    const { done } = await collect(runtime.generate(request, new AbortController().signal))
    expect(done).toMatchObject({ text: 'Hello dear.', finishReason: 'stop' })
    expect(runtime.requests).toEqual([request])
  })

  test('waits until the test lets it go on', async () => {
    const gate = Promise.withResolvers<void>()
    await using runtime = createScriptedRuntime(() => [
      { type: 'say', text: 'Hello' },
      { type: 'wait', until: gate.promise },
      { type: 'say', text: ' dear.' },
    ])
    const texts: string[] = []
    for await (const event of runtime.generate(request, new AbortController().signal)) {
      if (event.type !== 'delta') continue
      texts.push(event.text)
      gate.resolve()
    }
    expect(texts).toEqual(['Hello', ' dear.'])
  })

  test('crashes once, then answers', async () => {
    await using runtime = createScriptedRuntime((_, attempt) =>
      attempt === 0 ? [{ type: 'say', text: 'Hel' }, { type: 'crash' }] : [{ type: 'say', text: 'Hello' }],
    )
    const first = await collect(runtime.generate(request, new AbortController().signal))
    expect(first.done.error?.kind).toBe('runtime-unavailable')
    expect(first.done.text).toBe('Hel')
    const second = await collect(runtime.generate(request, new AbortController().signal))
    expect(second.done.text).toBe('Hello')
  })

  test('refuses as its health says', async () => {
    const error = { kind: 'model-missing', message: 'There is no model yet.' } as const
    await using runtime = createScriptedRuntime(talker, { health: { state: 'no-model', error } })
    const { done } = await collect(runtime.generate(request, new AbortController().signal))
    expect(done.error).toEqual(error)
    expect(runtime.requests).toEqual([])
  })
})
