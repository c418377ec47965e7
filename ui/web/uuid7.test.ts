import { expect, test } from 'bun:test'
import { isId } from '../../core/ids.ts'
import { uuid7 } from './uuid7.ts'

const random = () => crypto.getRandomValues(new Uint8Array(16))

test('an id is what the server takes, and tells its time', () => {
  const now = Date.parse('2026-11-23T12:00:00.123Z')
  const id = uuid7(now, random())
  expect(isId(id)).toBe(true)
  expect(id[14]).toBe('7')
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now)
})

test('later ids sort after earlier ones', () => {
  const ids = [1, 2 ** 16 - 1, 2 ** 16, 2 ** 40, 1_800_000_000_000].map((now) => uuid7(now, random()))
  expect(ids.toSorted()).toEqual(ids)
})
