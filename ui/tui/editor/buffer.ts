import {
  boundaryAfter,
  boundaryAtOrAfter,
  boundaryBefore,
  wordEndAfter,
  wordStartBefore,
} from '../text/graphemes.ts'
import { layOut, offsetAt, placeOf } from './layout.ts'

/** Text being written. `cursor` counts UTF-16 units and never stands inside a grapheme. */
export type Buffer = {
  readonly text: string
  readonly cursor: number
  /** The column that moving up and down aims for; kept over short lines. */
  readonly goal?: number
}

export const emptyBuffer: Buffer = { text: '', cursor: 0 }

export function bufferOf(text: string): Buffer {
  return { text, cursor: text.length }
}

/** Puts text where the cursor is. What joins with its neighbours (a mark, a joiner) leaves the cursor behind the
 * whole grapheme. */
export function insert(buffer: Buffer, added: string): Buffer {
  const text = buffer.text.slice(0, buffer.cursor) + added + buffer.text.slice(buffer.cursor)
  return { text, cursor: boundaryAtOrAfter(text, buffer.cursor + added.length) }
}

export type Edit =
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'line-start'
  | 'line-end'
  | 'text-start'
  | 'text-end'
  | 'delete-back'
  | 'delete-forward'
  | 'delete-word-back'
  | 'delete-word-forward'
  | 'delete-to-line-start'
  | 'delete-to-line-end'

/** The buffer after one key. */
export function edit(buffer: Buffer, what: Edit): Buffer {
  const { text, cursor } = buffer
  switch (what) {
    case 'left':
      return moveTo(buffer, boundaryBefore(text, cursor))
    case 'right':
      return moveTo(buffer, boundaryAfter(text, cursor))
    case 'word-left':
      return moveTo(buffer, wordStartBefore(text, cursor))
    case 'word-right':
      return moveTo(buffer, wordEndAfter(text, cursor))
    case 'line-start':
      return moveTo(buffer, lineStart(buffer))
    case 'line-end':
      return moveTo(buffer, lineEnd(buffer))
    case 'text-start':
      return moveTo(buffer, 0)
    case 'text-end':
      return moveTo(buffer, text.length)
    case 'delete-back':
      return remove(buffer, boundaryBefore(text, cursor), cursor)
    case 'delete-forward':
      return remove(buffer, cursor, boundaryAfter(text, cursor))
    case 'delete-word-back':
      return remove(buffer, wordStartBefore(text, cursor), cursor)
    case 'delete-word-forward':
      return remove(buffer, cursor, wordEndAfter(text, cursor))
    case 'delete-to-line-start':
      return remove(buffer, lineStart(buffer), cursor)
    case 'delete-to-line-end':
      return remove(buffer, cursor, lineEnd(buffer))
    default:
      return what satisfies never
  }
}

/** The cursor one row up or down as the text is wrapped at `columns`; undefined where there is no such row. */
export function moveRow(buffer: Buffer, direction: -1 | 1, columns: number): Buffer | undefined {
  const rows = layOut(buffer.text, columns)
  const place = placeOf(rows, buffer.cursor)
  const goal = buffer.goal ?? place.column
  const target = rows[place.row + direction]
  return target && { text: buffer.text, cursor: offsetAt(buffer.text, target, goal), goal }
}

function moveTo({ text }: Buffer, cursor: number): Buffer {
  return { text, cursor }
}

/** What is left when a middle goes may join into one grapheme: the cursor goes behind it. */
function remove(buffer: Buffer, from: number, to: number): Buffer {
  const text = buffer.text.slice(0, from) + buffer.text.slice(to)
  return { text, cursor: boundaryAtOrAfter(text, from) }
}

function lineStart({ text, cursor }: Buffer): number {
  return text.lastIndexOf('\n', cursor - 1) + 1
}

function lineEnd({ text, cursor }: Buffer): number {
  const end = text.indexOf('\n', cursor)
  return end < 0 ? text.length : end
}
