import { describe, expect, test } from 'bun:test'
import { graphemesOf } from '../text/graphemes.ts'
import { type Buffer, bufferOf, edit, emptyBuffer, insert, moveRow } from './buffer.ts'
import { layOut, placeOf } from './layout.ts'

const family = '👨‍👩‍👧‍👦'
const flag = '🇯🇵'

/** The buffer as text, with | for the cursor. */
const shown = ({ text, cursor }: Buffer) => `${text.slice(0, cursor)}|${text.slice(cursor)}`
const at = (marked: string): Buffer => ({ text: marked.replace('|', ''), cursor: marked.indexOf('|') })

describe('editing', () => {
  for (const [name, grapheme] of [
    ['a family', family],
    ['a flag', flag],
    ['a letter with marks', 'o\u0308\u0323'],
    ['a heart with its selector', '❤️'],
    ['a Chinese character', '你'],
    ['a Devanagari syllable', 'नि'],
  ] as const)
    test(`one Backspace takes ${name} whole, and one Delete too`, () => {
      expect(shown(edit(bufferOf(`a${grapheme}`), 'delete-back'))).toBe('a|')
      expect(shown(edit({ text: `${grapheme}b`, cursor: 0 }, 'delete-forward'))).toBe('|b')
    })

  test('the cursor steps over graphemes, never into them', () => {
    const text = `a${family}${flag}e\u0301你`
    let buffer: Buffer = { text, cursor: 0 }
    const stops = [0]
    while (buffer.cursor < text.length) {
      buffer = edit(buffer, 'right')
      stops.push(buffer.cursor)
    }
    expect(stops).toEqual([...graphemesOf(text).map(({ index }) => index), text.length])
    for (const stop of stops.toReversed()) {
      expect(buffer.cursor).toBe(stop)
      buffer = edit(buffer, 'left')
    }
  })

  test('a mark that is typed after its letter joins it', () => {
    expect(insert(at('e|x'), '\u0301')).toEqual({ text: 'e\u0301x', cursor: 2 })
  })

  test('deleting what stood between joiners leaves the cursor at a whole grapheme', () => {
    const buffer = edit({ text: '🇯x🇵', cursor: 3 }, 'delete-back')
    expect(buffer).toEqual({ text: flag, cursor: flag.length })
  })

  test('words are deleted in both directions', () => {
    expect(shown(edit(at('one two  |three'), 'delete-word-back'))).toBe('one |three')
    expect(shown(edit(at('one| two three'), 'delete-word-forward'))).toBe('one| three')
    expect(shown(edit(at('مرحبا بك|'), 'delete-word-back'))).toBe('مرحبا |')
    expect(shown(edit(at('|x'), 'delete-word-back'))).toBe('|x')
  })

  test('line keys stay within their line', () => {
    expect(shown(edit(at('one\ntw|o\nthree'), 'line-start'))).toBe('one\n|two\nthree')
    expect(shown(edit(at('one\ntw|o\nthree'), 'line-end'))).toBe('one\ntwo|\nthree')
    expect(shown(edit(at('one\ntw|o\nthree'), 'delete-to-line-start'))).toBe('one\n|o\nthree')
    expect(shown(edit(at('one\ntw|o\nthree'), 'delete-to-line-end'))).toBe('one\ntw|\nthree')
    expect(shown(edit(at('|one'), 'line-start'))).toBe('|one')
  })

  test('keys at either end change nothing', () => {
    for (const what of ['left', 'word-left', 'delete-back', 'delete-word-back'] as const)
      expect(edit({ text: 'ab', cursor: 0 }, what)).toEqual({ text: 'ab', cursor: 0 })
    for (const what of ['right', 'word-right', 'delete-forward', 'delete-word-forward'] as const)
      expect(edit(bufferOf('ab'), what)).toEqual(bufferOf('ab'))
    expect(edit(emptyBuffer, 'delete-back')).toEqual(emptyBuffer)
  })
})

describe('wrapped rows', () => {
  const texts = (text: string, columns: number) => layOut(text, columns).map((row) => row.text)

  test('words stay whole where they fit and are broken where they do not', () => {
    expect(texts('one two three', 8)).toEqual(['one two ', 'three'])
    expect(texts('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
    expect(texts('ab abcdefgh', 4)).toEqual(['ab ', 'abcd', 'efgh'])
  })

  test('wide characters are never split over the edge', () => {
    expect(texts('你好世界', 5)).toEqual(['你好', '世界'])
    expect(texts(`${family}${family}${family}`, 4)).toEqual([family + family, family])
  })

  test('every unit of the text is on exactly one row', () => {
    const text = `one two  three\n\n你好世界${family} abc\nمرحبا بك `
    for (let columns = 2; columns < 20; columns += 1) {
      const rows = layOut(text, columns)
      expect(rows.map((row) => text.slice(row.start, row.end)).join('')).toBe(text.replaceAll('\n', ''))
    }
  })

  test('an empty text has one row, and a line end at the end begins a new one', () => {
    expect(texts('', 10)).toEqual([''])
    expect(texts('a\n', 10)).toEqual(['a', ''])
  })

  test('the cursor is shown behind wide characters', () => {
    expect(placeOf(layOut('你好a', 10), 2)).toEqual({ row: 0, column: 4 })
    expect(placeOf(layOut('abcdef', 3), 3)).toEqual({ row: 1, column: 0 })
  })

  test('up and down keep the column over short rows', () => {
    const start = bufferOf('long line\nx\nanother line')
    const first = moveRow(start, -1, 40)
    expect(first && shown(first)).toBe('long line\nx|\nanother line')
    const second = first && moveRow(first, -1, 40)
    expect(second && shown(second)).toBe('long line|\nx\nanother line')
    const down = second && moveRow(second, 1, 40)
    const last = down && moveRow(down, 1, 40)
    expect(last && shown(last)).toBe('long line\nx\nanother line|')
  })

  test('up from the first row and down from the last are nothing', () => {
    expect(moveRow(bufferOf('abc'), -1, 10)).toBeUndefined()
    expect(moveRow(bufferOf('abc'), 1, 10)).toBeUndefined()
  })

  test('down through soft-wrapped rows visits each row once', () => {
    let buffer: Buffer | undefined = { text: 'abcdefghijkl', cursor: 3 }
    const rows: number[] = []
    while (buffer) {
      rows.push(placeOf(layOut(buffer.text, 4), buffer.cursor).row)
      buffer = moveRow(buffer, 1, 4)
    }
    expect(rows).toEqual([0, 1, 2])
  })
})
