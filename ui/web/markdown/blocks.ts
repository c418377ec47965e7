import { lexer, type Token } from 'marked'
import remend from 'remend'

/** One top-level part of a text: a paragraph, a list, a code block. */
export type Block = { readonly raw: string; readonly token: Token }

/** A text cut into blocks. All but the last are settled: more text after the end does not change them. */
export type Blocks = {
  readonly text: string
  readonly settled: readonly Block[]
  /** Where the unsettled rest of the text begins, in UTF-16 units. */
  readonly settledLength: number
  /** What the rest looks like so far, with marks closed that are still open. */
  readonly tail: readonly Block[]
}

export const noBlocks: Blocks = { text: '', settled: [], settledLength: 0, tail: [] }

/** Longer than this without a settled block, Markdown is not looked for: some hostile texts take the lexer
 * more than linear time. */
const maxTailLength = 20_000

/** The blocks of a text. When it goes on from where `before` ended, only the rest is parsed anew. */
export function blocksOf(source: string, before: Blocks, isStreaming: boolean): Blocks {
  const text = source.replace(/\r\n?/g, '\n')
  const goesOn = before.settledLength > 0 && text.startsWith(before.text.slice(0, before.settledLength))
  let { settled, settledLength } = goesOn ? before : noBlocks

  const rest = parse(text.slice(settledLength))
  const lastIndex = rest.findLastIndex(({ token }) => token.type !== 'space')
  const done = rest.slice(0, Math.max(lastIndex, 0))
  const isExact = rest.reduce((length, { raw }) => length + raw.length, 0) === text.length - settledLength
  if (isExact && done.length > 0) {
    settled = [...settled, ...done.filter(isShown)]
    settledLength += done.reduce((length, { raw }) => length + raw.length, 0)
  }
  const tail = text.slice(settledLength)
  return {
    text,
    settled,
    settledLength,
    tail: parse(isStreaming ? closeOpenMarks(tail) : tail).filter(isShown),
  }
}

function parse(text: string): readonly Block[] {
  if (text === '') return []
  if (text.length > maxTailLength) return [plainBlock(text)]
  try {
    return lexer(text).map((token) => ({ raw: token.raw, token }))
  } catch {
    // Nested too deep for the lexer's stack: shown as it was written.
    return [plainBlock(text)]
  }
}

function plainBlock(text: string): Block {
  return { raw: text, token: { type: 'plain', raw: text } }
}

function closeOpenMarks(text: string): string {
  return text.length > maxTailLength
    ? text
    : remend(text, { linkMode: 'text-only', htmlTags: false, katex: false })
}

function isShown({ token }: Block): boolean {
  return token.type !== 'space'
}
