import { graphemesOf, widthOf } from '../text/graphemes.ts'

/** One row of wrapped text: the units `start` to `end` of it, without the line end. */
export type Row = { readonly start: number; readonly end: number; readonly text: string }

export type Place = { readonly row: number; readonly column: number }

/** The rows of `text` at a width of `columns`: words stay whole where they fit. There is always one row. Spaces at
 * a break stay on the row they end, so that every unit of the text is on exactly one row. */
export function layOut(text: string, columns: number): Row[] {
  const rows: Row[] = []
  let start = 0
  for (const line of text.split('\n')) {
    rows.push(...wrapLine(line, start, Math.max(2, columns)))
    start += line.length + 1
  }
  return rows
}

function wrapLine(line: string, offset: number, columns: number): Row[] {
  const rows: Row[] = []
  let start = 0
  let width = 0
  let lastBreak = 0
  for (const { text, index } of graphemesOf(line)) {
    const isSpace = text === ' '
    const graphemeWidth = widthOf(text)
    if (width + graphemeWidth > columns && !isSpace) {
      const end = lastBreak > start ? lastBreak : index
      rows.push(rowOf(line, offset, start, end))
      start = end
      width = widthOf(line.slice(start, index))
    }
    width += graphemeWidth
    if (isSpace) lastBreak = index + text.length
  }
  rows.push(rowOf(line, offset, start, line.length))
  return rows
}

function rowOf(line: string, offset: number, start: number, end: number): Row {
  return { start: offset + start, end: offset + end, text: line.slice(start, end) }
}

/** Where the cursor is shown. At a soft break it stands at the beginning of the next row. */
export function placeOf(rows: readonly Row[], cursor: number): Place {
  const found = rows.findLastIndex((row) => row.start <= cursor)
  const row = Math.max(0, found)
  const at = rows[row]
  return { row, column: at ? widthOf(at.text.slice(0, cursor - at.start)) : 0 }
}

/** The place in the text that lies nearest to `column` on a row, never past it. */
export function offsetAt(text: string, row: Row, column: number): number {
  const isSoftBreak = row.end < text.length && text[row.end] !== '\n'
  let width = 0
  let offset = row.start
  for (const grapheme of graphemesOf(row.text)) {
    width += widthOf(grapheme.text)
    const end = row.start + grapheme.index + grapheme.text.length
    if (width > column || (isSoftBreak && end >= row.end)) return offset
    offset = end
  }
  return offset
}
