import { describe, expect, test } from 'bun:test'
import {
  boundaryAfter,
  boundaryAtOrAfter,
  boundaryBefore,
  cutToWidth,
  widthOf,
  wordEndAfter,
  wordStartBefore,
} from './graphemes.ts'

const family = '👨‍👩‍👧‍👦'
const flag = '🇩🇪'
const combined = 'e\u0301'

describe('graphemes', () => {
  for (const [name, grapheme] of [
    ['a family emoji', family],
    ['a flag', flag],
    ['a letter with a combining mark', combined],
    ['a skin tone', '👍🏽'],
    ['a Hangul syllable of parts', '\u1112\u1161\u11ab'],
  ] as const) {
    test(`${name} is stepped over whole in both directions`, () => {
      const text = `a${grapheme}b`
      expect(boundaryAfter(text, 1)).toBe(1 + grapheme.length)
      expect(boundaryBefore(text, 1 + grapheme.length)).toBe(1)
      expect(boundaryAtOrAfter(text, 2)).toBe(1 + grapheme.length)
    })
  }

  test('two flags side by side are two graphemes', () => {
    expect(boundaryBefore(flag + flag, flag.length * 2)).toBe(flag.length)
  })

  test('words are found in text with and without spaces', () => {
    expect(wordStartBefore('hello big world', 15)).toBe(10)
    expect(wordStartBefore('hello big   ', 12)).toBe(6)
    expect(wordStartBefore('   ', 3)).toBe(0)
    expect(wordEndAfter('hello big world', 5)).toBe(9)
    const chinese = '我喜欢音乐'
    expect(wordStartBefore(chinese, chinese.length)).toBeGreaterThan(0)
    expect(wordStartBefore('مرحبا بك', 8)).toBe(6)
  })

  test('a cut never leaves half a wide character and never exceeds the width', () => {
    expect(cutToWidth('你好世界', 5)).toBe('你好…')
    expect(cutToWidth('short', 5)).toBe('short')
    for (let columns = 0; columns < 12; columns += 1)
      expect(widthOf(cutToWidth(`x${family}你${flag}好y`, columns))).toBeLessThanOrEqual(columns)
  })
})
