import { expect, test } from 'bun:test'
import { ago } from './ago.ts'

const minute = 60_000

test('how long ago is told in the largest unit that has passed', () => {
  const now = Date.UTC(2026, 10, 23, 12)
  const at = (ms: number) => ago(now - ms, now, 'en')
  expect([at(0), at(59_000), at(5 * minute), at(3 * 60 * minute), at(24 * 60 * minute), at(400 * 24 * 60 * minute)]).toEqual([
    'now', 'now', '5m ago', '3h ago', 'yesterday', 'last yr.',
  ]) // biome-ignore format: a list of times
})

test('a clock that went back is now', () => {
  expect(ago(1_000_000, 0, 'en')).toBe('now')
})
