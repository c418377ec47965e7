import { expect, test } from 'bun:test'
import { createDrafts } from './drafts.ts'

test('a text that comes back loses nothing of what was written since', () => {
  const drafts = createDrafts()
  drafts.putBefore('a', 'first')
  expect(drafts.get('a')).toBe('first')
  drafts.set('a', 'written since')
  drafts.putBefore('a', 'first')
  expect(drafts.get('a')).toBe('first\nwritten since')
  expect(drafts.get('b')).toBe('')
})
