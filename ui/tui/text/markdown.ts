import remend from 'remend'
import { onlyStyles, plainLine, plainText, styleSequence } from './plain-text.ts'

export type MarkdownLook = {
  readonly columns: number
  readonly colors: boolean
  readonly light: boolean
  /** More of the text will come: half-written marks are closed for now. */
  readonly unfinished?: boolean
}

/** The lines of a message as a terminal shows them, none wider than `columns`, each with its own styles. What the
 * text holds of control sequences is gone before it is rendered. */
export function markdownLines(text: string, { columns, colors, light, unfinished }: MarkdownLook): string[] {
  const plain = plainText(text)
  const source = keepLineBreaks(unfinished ? remend(plain) : plain)
  const rendered = onlyStyles(Bun.markdown.ansi(source, { columns, colors, light, hyperlinks: false }))
  const lines = Bun.wrapAnsi(rendered, columns, { hard: true, trim: false }).split('\n')
  return withoutBlankEnds(carryStyles(lines))
}

/** Each line with the styles that began on a line before it, so that lines can be shown on their own. */
function carryStyles(lines: readonly string[]): string[] {
  let active = ''
  return lines.map((line) => {
    const begin = active
    for (const style of line.match(styleSequence) ?? []) active = style === reset ? '' : active + style
    const end = active === '' ? '' : reset
    return begin + line.trimEnd() + end
  })
}

const reset = '\u001b[0m'

function withoutBlankEnds(lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => !isBlank(line))
  const last = lines.findLastIndex((line) => !isBlank(line))
  return first < 0 ? [] : lines.slice(first, last + 1)
}

/** Markdown as one line of plain text, for a preview. */
export function withoutMarkup(text: string): string {
  return plainLine(Bun.markdown.ansi(plainText(text), { columns: 0, colors: false, hyperlinks: false }))
}

const isBlank = (line: string): boolean => Bun.stripANSI(line).trim() === ''

const fence = /^ {0,3}(`{3,}|~{3,})/

/** In a chat a new line is meant; Markdown joins the lines of a paragraph unless they end with two spaces. */
function keepLineBreaks(text: string): string {
  let open: string | undefined
  return text
    .split('\n')
    .map((line) => {
      const mark = fence.exec(line)?.[1]
      const inCode = open !== undefined
      if (mark && !open) open = mark
      else if (mark && open && mark.startsWith(open)) open = undefined
      return inCode || mark || line.trim() === '' ? line : `${line}  `
    })
    .join('\n')
}
