import { expect, test } from 'bun:test'
import { wantsColor } from './color.ts'

const terminal = { flag: true, isTerminal: true, env: {} }
const pipe = { flag: true, isTerminal: false, env: {} }

test('colours are for terminals that can draw them', () => {
  expect(wantsColor(terminal)).toBe(true)
  expect(wantsColor(pipe)).toBe(false)
  expect(wantsColor({ ...terminal, env: { TERM: 'dumb' } })).toBe(false)
})

test('FORCE_COLOR makes colours anywhere, unless it is empty or 0', () => {
  expect(wantsColor({ ...pipe, env: { FORCE_COLOR: '1' } })).toBe(true)
  expect(wantsColor({ ...terminal, env: { TERM: 'dumb', FORCE_COLOR: '3' } })).toBe(true)
  for (const FORCE_COLOR of ['', '0']) {
    expect(wantsColor({ ...pipe, env: { FORCE_COLOR } })).toBe(false)
    expect(wantsColor({ ...terminal, env: { FORCE_COLOR } })).toBe(true)
  }
})

test('NO_COLOR and --no-color win', () => {
  const forced = { FORCE_COLOR: '1' }
  expect(wantsColor({ ...terminal, env: { ...forced, NO_COLOR: '1' } })).toBe(false)
  expect(wantsColor({ ...terminal, flag: false, env: forced })).toBe(false)
  expect(wantsColor({ ...terminal, env: { NO_COLOR: '' } })).toBe(true)
})
