const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const words = new Intl.Segmenter(undefined, { granularity: 'word' })

/** What a person takes for one character, and where it begins (UTF-16). */
export type Grapheme = { readonly text: string; readonly index: number }

export function graphemesOf(text: string): Grapheme[] {
  return Array.from(segmenter.segment(text), ({ segment, index }) => ({ text: segment, index }))
}

/** The nearest place at or after `offset` that does not tear a grapheme. */
export function boundaryAtOrAfter(text: string, offset: number): number {
  if (offset <= 0) return 0
  if (offset >= text.length) return text.length
  const found = segmenter.segment(text).containing(offset)
  if (!found || found.index === offset) return offset
  return found.index + found.segment.length
}

export function boundaryBefore(text: string, offset: number): number {
  if (offset <= 0) return 0
  return segmenter.segment(text).containing(Math.min(offset, text.length) - 1)?.index ?? 0
}

export function boundaryAfter(text: string, offset: number): number {
  const found = segmenter.segment(text).containing(offset)
  return found ? found.index + found.segment.length : text.length
}

/** Where the word before `offset` begins; spaces between are passed over. */
export function wordStartBefore(text: string, offset: number): number {
  let start = 0
  for (const { index, isWordLike } of words.segment(text)) {
    if (index >= offset) break
    if (isWordLike) start = index
  }
  const onlySpaces = text.slice(0, offset).trim() === ''
  return onlySpaces ? 0 : start
}

/** Where the word after `offset` ends. */
export function wordEndAfter(text: string, offset: number): number {
  for (const { index, segment, isWordLike } of words.segment(text)) {
    const end = index + segment.length
    if (isWordLike && end > offset) return end
  }
  return text.length
}

/** Columns of a terminal that the text takes. */
export const widthOf = (text: string): number => Bun.stringWidth(text)

/** The text cut to so many columns, with … where something was cut. */
export function cutToWidth(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let cut = ''
  let width = 0
  for (const { text: grapheme } of graphemesOf(text)) {
    width += widthOf(grapheme)
    if (width > columns - 1) break
    cut += grapheme
  }
  return columns <= 0 ? '' : `${cut}…`
}
