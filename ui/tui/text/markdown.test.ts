import { describe, expect, test } from 'bun:test'
import { widthOf } from './graphemes.ts'
import { markdownLines } from './markdown.ts'

const plain = { columns: 40, colors: false, light: false }
const coloured = { columns: 24, colors: true, light: false }
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
const sgr = /\u001b\[[0-9;]*m/g

describe('Markdown lines', () => {
  for (const hostile of [
    'a\u001b]52;c;AAAA\u0007b',
    'a\u001b[2Jb',
    '`a\u001b[2Jb`',
    '```\na\u001b[2Jb\n```',
    'a &#27;]52;c;AAAA&#7; b &#x9b;2J',
    '[a](http://x/\u001b[2J)',
    '![a\u001b]0;t\u0007](x)',
    '| a |\n|---|\n| \u001b[2J |',
  ])
    test(`no control sequence but styles is left of ${JSON.stringify(hostile)}`, () => {
      const lines = markdownLines(hostile, coloured).join('\n')
      expect(lines.replaceAll(sgr, '').replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
    })

  test('no line is wider than asked, whatever the text holds', () => {
    const text = `# A rather long heading that wraps\n\n${'你好'.repeat(30)}\n\n- ${'word '.repeat(20)}\n\n${'x'.repeat(90)}\n\n\`\`\`\n${'code'.repeat(20)}\n\`\`\`\n\n👨‍👩‍👧‍👦${'🇩🇪'.repeat(20)}`
    for (const line of markdownLines(text, coloured)) expect(widthOf(line)).toBeLessThanOrEqual(24)
  })

  test('a style that spans lines is on each of them', () => {
    const lines = markdownLines('**bold words that go on over more than one line**', coloured)
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) expect(line).toStartWith('\u001b[1m')
  })

  test('new lines of a chat stay new lines, in code too', () => {
    expect(markdownLines('one\ntwo\n\nthree', plain)).toEqual(['one', 'two', '', 'three'])
    expect(markdownLines('```\na\nb\n```', plain).join('|')).toContain('a|')
  })

  test('half-written marks are closed while more comes', () => {
    expect(markdownLines('so **very', { ...plain, unfinished: true })).toEqual(['so very'])
    expect(markdownLines('so **very', plain)).toEqual(['so **very'])
  })

  test('without colours no escape is written', () => {
    expect(markdownLines('**a** `b` # c\n\n- d', plain).join('')).not.toContain('\u001b')
  })

  test('an empty message has no lines', () => expect(markdownLines(' \n ', plain)).toEqual([]))
})
