import { expect, test } from 'bun:test'
import { takeSetupToken } from './setup-token.ts'

test('the token leaves the address as soon as it is read', () => {
  const replaced: unknown[] = []
  const history = { replaceState: (_: unknown, __: string, url?: string | URL | null) => replaced.push(url) }
  expect(takeSetupToken({ hash: '#abc', pathname: '/setup' }, history)).toBe('abc')
  expect(replaced).toEqual(['/setup'])
})

test('without a token nothing is touched', () => {
  const history = {
    replaceState: () => {
      throw new Error('touched')
    },
  }
  expect(takeSetupToken({ hash: '', pathname: '/setup' }, history)).toBeUndefined()
})
