import { expect, test } from 'bun:test'
import { auraHues } from './aura.ts'

test('an id always has the same aura, and ids that differ in one character differ visibly', () => {
  const id = '019ab2c4-0000-7000-8000-000000000001'
  const other = '019ab2c4-0000-7000-8000-000000000002'
  expect(auraHues(id)).toEqual(auraHues(id))
  expect(Math.abs(auraHues(id)[0] - auraHues(other)[0])).toBeGreaterThan(10)
})

test('hues are whole degrees', () => {
  for (let index = 0; index < 200; index += 1)
    for (const hue of auraHues(String(index))) {
      expect(Number.isInteger(hue)).toBe(true)
      expect(hue).toBeGreaterThanOrEqual(0)
      expect(hue).toBeLessThan(360)
    }
})
