import { describe, expect, test } from 'bun:test'
import { onlyStyles, plainLine, plainText } from './plain-text.ts'

describe('plain text', () => {
  for (const [name, hostile, left] of [
    ['a colour', 'a\u001b[31mb\u001b[0mc', 'abc'],
    ['a cleared screen', 'a\u001b[2J\u001b[Hb', 'ab'],
    ['a window title', 'a\u001b]0;owned\u0007b', 'ab'],
    ['a write to the clipboard', 'a\u001b]52;c;ZWNobw==\u001b\\b', 'ab'],
    ['a link', '\u001b]8;;http://evil\u001b\\here\u001b]8;;\u001b\\', 'here'],
    ['an unfinished title, up to the end of its line', 'a\u001b]0;owned\nb', 'a\nb'],
    ['graphics', 'a\u001b_Gf=100;AAAA\u001b\\b', 'ab'],
    ['eight-bit controls', 'a\u009b31mb\u009d0;x\u009cc', 'abc'],
    ['an escape that was cut', 'a\u001b', 'a'],
    ['a full reset', 'a\u001bcb', 'ab'],
    ['bells, backspaces and deletes', 'a\u0007\u0008\u007fb', 'ab'],
    ['nested escapes', 'a\u001b\u001b[31m[31mb', 'a[31mb'],
    ['a reversed run', 'exe\u202egpj', 'exegpj'],
  ] as const)
    test(`${name} is gone`, () => expect(plainText(hostile)).toBe(left))

  test('text of every script, new lines and joined emoji stay', () => {
    const text = 'é 你好 مرحبا \u2067שלום\u2069 👨‍👩‍👧\nnext'
    expect(plainText(text)).toBe(text)
  })

  test('line ends of other systems become one kind and tabs become spaces', () => {
    expect(plainText('a\r\nb\rc\td')).toBe('a\nb\nc    d')
  })

  test('a name is one line without direction marks', () => {
    expect(plainLine('  Lu\u001b[31mna\n\u2067x\u2069  y ')).toBe('Luna x y')
  })

  test('only colours and weights survive in rendered text', () => {
    expect(onlyStyles('\u001b[1mbold\u001b[22m\u001b[2J\u001b]0;t\u0007 x')).toBe('\u001b[1mbold\u001b[22m x')
  })
})
