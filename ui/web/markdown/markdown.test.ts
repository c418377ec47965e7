import { describe, expect, test } from 'bun:test'
import { type Blocks, blocksOf, noBlocks } from './blocks.ts'
import { readEntities } from './entities.ts'
import { plainText } from './plain-text.ts'
import { safeLink } from './safe-link.ts'
import { elementsOf, htmlOf, nestedDepthOf } from './vnodes.test-support.ts'

const whole = (text: string) => blocksOf(text, noBlocks, false)

describe('hostile text of a model', () => {
  const attacks = [
    '<script>alert(1)</script>',
    'Hello <script>alert(1)</script> there',
    '<img src=x onerror=alert(1)>',
    '<iframe src="https://evil.example"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    '<style>body{display:none}</style>\n\ntext',
    '<!-- comment -->\n\n<svg onload=alert(1)>',
    '<div onclick="alert(1)">\n\n**bold**\n\n</div>',
  ]
  test.each(attacks)('%s becomes text and no element of its own', (attack) => {
    const elements = elementsOf(whole(attack))
    for (const { type, props } of elements) {
      expect(['p', 'strong', 'em', 'code', 'a', 'br', 'section', 'pre']).toContain(type)
      expect(Object.keys(props).filter((name) => /^on|srcdoc|dangerously/i.test(name))).toEqual([])
    }
    expect(elements.filter(({ type }) => type === 'a')).toEqual([])
  })

  test('raw HTML is shown as it was written', () => {
    expect(htmlOf(whole('a <b>x</b> <script>alert(1)</script>'))).toBe(
      '<p>a &lt;b&gt;x&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>',
    )
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '/api/v1/session',
    '//evil.example',
    'blob:https://x/1',
  ])('a link to %s leads nowhere', (href) => {
    expect(safeLink(href)).toBeUndefined()
    expect(elementsOf(whole(`[press me](<${href}>)`)).some(({ type }) => type === 'a')).toBe(false)
  })

  test('a link opens apart and tells the other side nothing', () => {
    const [link] = elementsOf(whole('[x](https://example.org/a?b=c)')).filter(({ type }) => type === 'a')
    expect(link?.props).toMatchObject({
      href: 'https://example.org/a?b=c',
      target: '_blank',
      rel: 'noopener noreferrer',
    })
  })

  test('an image is a link, and is never loaded', () => {
    const elements = elementsOf(whole('![a cat](https://tracker.example/p.png)'))
    expect(elements.map(({ type }) => type)).toEqual(['p', 'a'])
    expect(htmlOf(whole('![a cat](https://tracker.example/p.png)'))).toContain('>a cat</a>')
    expect(elementsOf(whole('![x](javascript:alert(1))')).some(({ type }) => type === 'a')).toBe(false)
  })

  test.each([
    ['quotes', `${'> '.repeat(4000)}deep`],
    ['lists', Array.from({ length: 300 }, (_, depth) => `${'  '.repeat(depth)}- x`).join('\n')],
    ['brackets', '['.repeat(8000)],
    ['stars', `${'*a **b '.repeat(1500)}`],
    ['backticks', Array.from({ length: 200 }, (_, length) => '`'.repeat(length + 1)).join(' x ')],
    ['tables', `|${'a|'.repeat(500)}\n|${'-|'.repeat(500)}\n|${'b|'.repeat(500)}`],
    ['one line', 'x'.repeat(200_000)],
  ])('deep or long %s neither throw nor nest without end', (_, text) => {
    const blocks = whole(text)
    expect(nestedDepthOf(blocks)).toBeLessThan(80)
    expect(htmlOf(blocks).length).toBeGreaterThan(0)
  })
})

describe('Markdown', () => {
  test('draws what companions write', () => {
    expect(htmlOf(whole('**b** *i* ~~d~~ `c` a & b &amp; &lt;'))).toBe(
      '<p><strong>b</strong> <em>i</em> <del>d</del> <code>c</code> a &amp; b &amp; &lt;</p>',
    )
    expect(htmlOf(whole('# Title\n\n1. a\n2. b\n\n> q\n\n---'))).toBe(
      '<h2>Title</h2><ol><li>a</li><li>b</li></ol><blockquote><p>q</p></blockquote><hr/>',
    )
    expect(htmlOf(whole('- [x] done\n- [ ] open'))).toBe('<ul><li>☑ done</li><li>☐ open</li></ul>')
    expect(htmlOf(whole('a<br>b'))).toBe('<p>a<br/>b</p>')
  })

  test('loses no text: definitions, entities and unknown marks are shown', () => {
    expect(htmlOf(whole('[x]: https://example.org'))).toContain('[x]: https://example.org')
    expect(readEntities('&hellip; &#128512; &#x41; &nonsense; &#0;')).toBe('… 😀 A &nonsense; &#0;')
  })

  test.each(['**bold', '*it', '`code', '~~gone', '[link](https://exa', '[link', '```\ncode', '![im'])(
    'half a mark is not seen while it streams: %s',
    (text) => {
      const html = htmlOf(blocksOf(text, noBlocks, true))
      expect(html.replace(/<[^>]*>/g, '')).not.toMatch(/\*\*|~~|`|\]\(/)
    },
  )

  test('without marks it can be said aloud', () => {
    expect(plainText('# Hi\n\n**You** and [me](https://x.y)\n- `one`\n- two')).toBe('Hi You and me one two')
  })
})

describe('a text that grows', () => {
  const text = [
    '# Morning',
    'A first paragraph with **bold** and `code`.',
    '- one\n- two\n  - three',
    '```ts\nconst a = 1\n\nconst b = 2\n```',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '> said *someone*',
    'The end, with a [link](https://example.org).',
  ].join('\n\n')

  function grown(step: number): Blocks {
    let blocks = noBlocks
    for (let end = step; end < text.length; end += step) blocks = blocksOf(text.slice(0, end), blocks, true)
    return blocksOf(text, blocks, false)
  }

  test.each([1, 3, 7, 50])('ends as the same whole text does, %i characters at a time', (step) => {
    expect(htmlOf(grown(step))).toBe(htmlOf(whole(text)))
  })

  test('keeps the blocks that are settled: they are the same objects', () => {
    const before = blocksOf(text.slice(0, 150), noBlocks, true)
    const after = blocksOf(text.slice(0, 190), before, true)
    expect(before.settled.length).toBeGreaterThan(1)
    for (const [index, block] of before.settled.entries()) expect(after.settled[index]).toBe(block)
  })

  test('starts anew when it is another text', () => {
    const before = blocksOf(text, noBlocks, true)
    expect(htmlOf(blocksOf('Other', before, false))).toBe('<p>Other</p>')
  })
})
