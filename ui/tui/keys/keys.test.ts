import { describe, expect, test } from 'bun:test'
import type { Key } from 'ink'
import { bufferOf, emptyBuffer } from '../editor/buffer.ts'
import { afterPress } from '../editor/key-edit.ts'
import { keyPresses } from './key-press.ts'
import { actionOf, type KeyBinding, keyTable, shownKey } from './key-table.ts'

const noKey: Key = {
  upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, pageDown: false, pageUp: false, home: false,
  end: false, return: false, escape: false, ctrl: false, shift: false, tab: false, backspace: false, delete: false,
  meta: false, super: false, hyper: false, capsLock: false, numLock: false,
} // biome-ignore format: a record of flags

describe('the key table', () => {
  const table: readonly KeyBinding[] = keyTable

  for (const scope of [...new Set(keyTable.map((entry) => entry.scope))])
    test(`no key of ${scope} has two meanings at a time`, () => {
      for (const empty of [true, false]) {
        const keys = table
          .filter((entry) => entry.scope === scope && (empty ? true : !entry.whenEmpty))
          .flatMap((entry) => entry.keys)
        expect(keys.length).toBe(new Set(keys).size)
      }
    })

  test('a screen never takes a key that works everywhere', () => {
    const everywhere = new Set(
      table.filter(({ scope }) => scope === 'everywhere').flatMap(({ keys }) => keys),
    )
    for (const entry of table)
      if (entry.scope !== 'everywhere') for (const key of entry.keys) expect(everywhere).not.toContain(key)
  })

  test('where text is written, a plain character means something only while nothing is written', () => {
    for (const { scope, keys, whenEmpty } of table)
      if (scope !== 'home' && scope !== 'conversations' && keys.some((key) => key.length === 1))
        expect(whenEmpty).toBe(true)
  })

  test('a message that begins with a key of the empty box can be written', () => {
    expect(actionOf('chat', 'r', true)).toBe('retry')
    expect(actionOf('chat', 'r', false)).toBeUndefined()
    expect(actionOf('everywhere', '?', false)).toBeUndefined()
  })

  test('keys are shown as people call them', () => {
    expect(['ctrl+r', 'shift+tab', 'pageup', 'g', 'G', 'f1', 'alt+b'].map(shownKey)).toEqual([
      'Ctrl+R', 'Shift+Tab', 'PgUp', 'g', 'G', 'F1', 'Alt+B',
    ]) // biome-ignore format: a list of keys
  })
})

describe('presses', () => {
  test('keys with modifiers have one name', () => {
    expect(keyPresses('', { ...noKey, return: true })).toEqual([{ type: 'key', name: 'enter' }])
    expect(keyPresses('', { ...noKey, return: true, meta: true })).toEqual([
      { type: 'key', name: 'alt+enter' },
    ])
    expect(keyPresses('r', { ...noKey, ctrl: true })).toEqual([{ type: 'key', name: 'ctrl+r' }])
    expect(keyPresses('', { ...noKey, upArrow: true, ctrl: true })).toEqual([
      { type: 'key', name: 'ctrl+up' },
    ])
    expect(keyPresses('', { ...noKey, tab: true, shift: true })).toEqual([{ type: 'key', name: 'shift+tab' }])
    expect(keyPresses('\n', noKey)).toEqual([{ type: 'key', name: 'ctrl+j' }])
  })

  test('a late answer of the terminal is not typed', () => {
    expect(keyPresses('[?62;22c', noKey)).toEqual([])
    expect(keyPresses('11;rgb:1a1a/1414/1616', noKey)).toEqual([])
    expect(keyPresses(']', { ...noKey, meta: true })).toEqual([{ type: 'key', name: 'alt+]' }])
  })

  test('letting a key go is no press', () => {
    expect(keyPresses('a', { ...noKey, eventType: 'release' })).toEqual([])
  })

  test('text and keys of one chunk are taken apart', () => {
    expect(keyPresses('Mira\tquiet\nkind\u0013', noKey)).toEqual([
      { type: 'text', text: 'Mira' },
      { type: 'key', name: 'tab' },
      { type: 'text', text: 'quiet' },
      { type: 'key', name: 'ctrl+j' },
      { type: 'text', text: 'kind' },
      { type: 'key', name: 'ctrl+s' },
    ])
  })

  test('a final Enter in a chunk is pressed; one with more after it is a new line', () => {
    expect(keyPresses('hi\r', noKey)).toEqual([
      { type: 'text', text: 'hi' },
      { type: 'key', name: 'enter' },
    ])
    expect(keyPresses('a\rb', noKey)).toEqual([
      { type: 'text', text: 'a' },
      { type: 'key', name: 'ctrl+j' },
      { type: 'text', text: 'b' },
    ])
  })
})

describe('writing', () => {
  test('a paste of several lines arrives whole and without control sequences', () => {
    expect(afterPress(emptyBuffer, { type: 'text', text: 'a\r\nb\u001b[31m\rc' }, 40)).toEqual(
      bufferOf('a\nb\nc'),
    )
  })

  test('new lines come from their keys', () => {
    for (const name of ['alt+enter', 'shift+enter', 'ctrl+j'])
      expect(afterPress(bufferOf('a'), { type: 'key', name }, 40)).toEqual(bufferOf('a\n'))
  })

  test('up on the first row goes to its beginning, down on the last to its end', () => {
    expect(afterPress({ text: 'abc', cursor: 1 }, { type: 'key', name: 'up' }, 40).cursor).toBe(0)
    expect(afterPress({ text: 'abc', cursor: 1 }, { type: 'key', name: 'down' }, 40).cursor).toBe(3)
  })

  test('a key without a meaning changes nothing', () => {
    const buffer = bufferOf('abc')
    expect(afterPress(buffer, { type: 'key', name: 'f5' }, 40)).toBe(buffer)
  })
})
