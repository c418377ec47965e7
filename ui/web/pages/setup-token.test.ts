import { expect, test } from 'bun:test'
import { setupToken } from './setup-token.ts'

test('the token is what follows the # of the address, and an empty one is none', () => {
  expect(setupToken({ hash: '#abc' })).toBe('abc')
  expect(setupToken({ hash: '#' })).toBeUndefined()
  expect(setupToken({ hash: '' })).toBeUndefined()
})
