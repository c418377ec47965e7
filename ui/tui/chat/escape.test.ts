import { expect, test } from 'bun:test'
import { escapeDoes, escapeGraceMs } from './escape.ts'

test('Esc stops a reply, and leaves when there is none', () => {
  expect(escapeDoes(true, undefined, 0)).toBe('stop')
  expect(escapeDoes(false, undefined, 0)).toBe('leave')
})

test('Esc that comes just after the end of a reply does not leave', () => {
  expect(escapeDoes(false, 5000, 5000)).toBe('nothing')
  expect(escapeDoes(false, 5000, 5000 + escapeGraceMs - 1)).toBe('nothing')
  expect(escapeDoes(false, 5000, 5000 + escapeGraceMs)).toBe('leave')
})
