import { expect, test } from 'bun:test'
import { applyEdits } from './edit.ts'

test('an edit that finds nothing breaks the build', () => {
  expect(() => applyEdits('file.js', 'a b', [{ find: 'c', replace: 'd' }])).toThrow('found 0: c')
})

test('an edit that finds two places breaks the build', () => {
  expect(() => applyEdits('file.js', 'a a', [{ find: 'a', replace: 'd' }])).toThrow('found 2: a')
})

test('edits change what they find and nothing else, and take $ as it is', () => {
  const edits = [
    { find: 'b', replace: '$&' },
    { find: 'c', replace: '' },
  ]
  expect(applyEdits('file.js', 'a b c', edits)).toBe('a $& ')
})
