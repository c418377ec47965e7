import { describe, expect, test } from 'bun:test'
import { Box, renderToString, Text } from 'ink'
import { bufferOf, emptyBuffer } from '../editor/buffer.ts'
import { type KeyBinding, keyTable, shownKey } from '../keys/key-table.ts'
import { scrollBy, scrolledToEnd } from '../scroll.ts'
import { widthOf } from '../text/graphemes.ts'
import { noticeLines, shortenedNotice } from '../text/notice.ts'
import { Footer, footerTexts, hintsOf } from './Footer.tsx'
import { Header } from './Header.tsx'
import { Input, inputRows } from './Input.tsx'
import { helpRows, KeyHelp } from './KeyHelp.tsx'
import { List } from './List.tsx'
import { Notice } from './Notice.tsx'
import { ScrollView } from './ScrollView.tsx'
import { TooSmall } from './TooSmall.tsx'

const wide = '你好👨‍👩‍👧🇩🇪مرحبا'

describe('components', () => {
  test('a header is never wider than the screen, whatever the name', () => {
    for (const title of ['Luna', wide.repeat(10), 'x'.repeat(100)])
      for (const line of renderToString(
        <Header columns={60} title={title} aura={undefined} badge="AI companion" />,
        {
          columns: 60,
        },
      ).split('\n'))
        expect(widthOf(line)).toBeLessThanOrEqual(60)
  })

  test('a header keeps its badge beside a long name', () => {
    const output = renderToString(
      <Header columns={60} title={'x'.repeat(100)} aura={undefined} badge="AI companion" />,
      { columns: 60 },
    )
    expect(output).toContain('…  AI companion')
  })

  test('a list keeps the selected item in view and marks it without colour', () => {
    const items = Array.from({ length: 20 }, (_, index) => `item ${index}`)
    const output = renderToString(
      <List
        items={items}
        selected={15}
        height={5}
        keyOf={(item) => item}
        renderItem={(item) => <Text>{item}</Text>}
      />,
    )
    expect(output.split('\n')).toHaveLength(5)
    expect(output).toContain('❯ item 15')
    expect(output).not.toContain('item 3')
  })

  test('a scroll view shows as many rows as it is high and says where there is more', () => {
    const rows = Array.from({ length: 20 }, (_, index) => `row ${index}`)
    const view = (scroll = scrolledToEnd) =>
      renderToString(
        <Box width={30}>
          <Box width={30} flexDirection="column">
            <ScrollView rows={rows} scroll={scroll} height={4} renderRow={(row) => row} />
          </Box>
        </Box>,
        { columns: 30 },
      )
    expect(view()).toMatch(/row 16 +▲/)
    expect(view()).not.toContain('▼')
    const up = view(scrollBy(scrolledToEnd, -3, 20, 4))
    expect(up).toMatch(/row 13 +▲/)
    expect(up).toMatch(/row 16 +▼/)
    expect(up.split('\n')).toHaveLength(4)
  })

  test('an input grows with its text up to a limit, and shows the rows around the cursor', () => {
    const text = Array.from({ length: 10 }, (_, index) => `line ${index}`).join('\n')
    const show = (cursor: number) =>
      renderToString(
        <Input buffer={{ text, cursor }} columns={40} maxRows={4} placeholder="" origin={undefined} />,
        { columns: 40 },
      )
    expect(show(text.length)).toContain('line 9')
    expect(show(text.length)).not.toContain('line 0')
    expect(show(0)).toContain('line 0')
    expect(show(0).split('\n')).toHaveLength(6)
    expect(inputRows(bufferOf('one'), 40, 4)).toBe(3)
    expect(inputRows(bufferOf(text), 40, 4)).toBe(6)
  })

  test('an input is exactly as wide as asked, with wide characters too', () => {
    for (const text of ['', 'short', wide.repeat(6), 'x'.repeat(200)])
      for (const line of renderToString(
        <Input
          buffer={bufferOf(text)}
          columns={40}
          maxRows={6}
          placeholder={wide.repeat(6)}
          origin={undefined}
        />,
        { columns: 40 },
      ).split('\n'))
        expect(widthOf(line)).toBe(40)
  })

  test('an empty input shows what to write', () => {
    const output = renderToString(
      <Input buffer={emptyBuffer} columns={40} maxRows={4} placeholder="Write to Luna" origin={undefined} />,
    )
    expect(output).toContain('Write to Luna')
  })

  test('a notice tells what, why and what to do, and one way to try again', () => {
    const error = { kind: 'unavailable', message: 'It broke.', why: 'A cable.', fix: 'Try again.' } as const
    const lines = noticeLines(error, 60, 'Press r to try again.')
    expect(lines.map(({ text }) => text)).toEqual(['It broke.', 'A cable.', 'Fix: Press r to try again.'])
    const output = renderToString(<Notice lines={lines} tone="danger" />)
    expect(output).toContain('! It broke.')
  })

  test('a long reason is shortened before what happened and what to do', () => {
    const error = {
      kind: 'config-invalid',
      message: 'What.',
      why: 'word '.repeat(60),
      fix: 'Do this.',
    } as const
    const lines = noticeLines(error, 40)
    expect(lines.length).toBeGreaterThan(5)
    const shown = shortenedNotice(lines, 5)
    expect(shown).toHaveLength(5)
    expect(shown[0]?.text).toBe('What.')
    expect(shown.at(-1)?.text).toBe('Fix: Do this.')
    expect(shortenedNotice(shown, 5)).toBe(shown)
  })

  test('the footer drops what does not fit instead of breaking', () => {
    const hints = hintsOf('chat')
    for (let columns = 10; columns < 140; columns += 1) {
      const [left, right] = footerTexts(hints, ['214 tokens', '38.2/s', 'a-model-with-a-long-name'], columns)
      expect(widthOf(left) + widthOf(right)).toBeLessThanOrEqual(columns)
      expect(left).not.toBe('')
    }
    const output = renderToString(<Footer columns={60} hints={hints} facts={['214 tokens', '38.2/s']} />, {
      columns: 60,
    })
    expect(output).toContain('Enter send')
    expect(output).toContain('214 tokens')
    expect(output.split('\n')).toHaveLength(1)
  })

  test('the help has every key of its scopes', () => {
    const output = renderToString(
      <KeyHelp scopes={['home', 'everywhere']} columns={100} rows={60} scroll={{ atEnd: false, top: 0 }} />,
      { columns: 100 },
    )
    for (const { scope, keys, does } of keyTable as readonly KeyBinding[])
      if (scope === 'home' || scope === 'everywhere') {
        expect(output).toContain(does)
        for (const key of keys) expect(output).toContain(shownKey(key))
      }
    expect(helpRows(['form']).length).toBeGreaterThan(3)
  })

  test('help that does not fit says how to read on', () => {
    const output = renderToString(
      <KeyHelp
        scopes={['chat', 'write', 'everywhere']}
        columns={60}
        rows={18}
        scroll={{ atEnd: false, top: 0 }}
      />,
      { columns: 60 },
    )
    expect(output).toContain('more')
    expect(output.split('\n')).toHaveLength(18)
  })

  test('too small a terminal is told what would do', () => {
    const output = renderToString(<TooSmall columns={50} rows={10} />, { columns: 50 })
    expect(output).toContain('60 × 18')
    expect(output).toContain('50 × 10')
  })
})
