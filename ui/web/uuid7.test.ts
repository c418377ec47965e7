import { expect, test } from 'bun:test'
import { uuid7 } from './uuid7.ts'

const random = () => crypto.getRandomValues(new Uint8Array(16))

test('an id is what the server takes, and tells its time', () => {
  const now = Date.parse('2026-11-23T12:00:00.123Z')
  const id = uuid7(now, random())
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now)
})

test('later ids sort after earlier ones', () => {
  const ids = [1, 2 ** 16 - 1, 2 ** 16, 2 ** 40, 1_800_000_000_000].map((now) => uuid7(now, random()))
  expect(ids.toSorted()).toEqual(ids)
})
