import { Box, Text, useCursor } from 'ink'
import type { Buffer } from '../editor/buffer.ts'
import { layOut, placeOf } from '../editor/layout.ts'
import { keepInView } from '../scroll.ts'
import { useLook } from './look.ts'
import { Tinted } from './Tinted.tsx'

/** Border and padding on both sides, and a column for the cursor behind a full row. */
const edgeColumns = 5
export const inputBorderRows = 2

/** Columns of text in an input of so many columns. */
export const inputTextColumns = (columns: number): number => Math.max(2, columns - edgeColumns)

/** Rows that an input takes on the screen. */
export function inputRows(buffer: Buffer, columns: number, maxRows: number): number {
  return Math.min(maxRows, layOut(buffer.text, inputTextColumns(columns)).length) + inputBorderRows
}

type Props = {
  readonly buffer: Buffer
  readonly columns: number
  readonly maxRows: number
  readonly placeholder: string
  /** Where the cursor's box begins on the screen; undefined while another part has the cursor. */
  readonly origin: { readonly x: number; readonly y: number } | undefined
}

/** A box of text being written. The terminal's own cursor stands in it, so that input methods know the place. */
export function Input({ buffer, columns, maxRows, placeholder, origin }: Props) {
  const look = useLook()
  const { setCursorPosition } = useCursor()
  const rows = layOut(buffer.text, inputTextColumns(columns))
  const place = placeOf(rows, buffer.cursor)
  const height = Math.min(maxRows, rows.length)
  const top = keepInView(Math.max(0, place.row - height + 1), place.row, rows.length, height)
  setCursorPosition(origin && { x: origin.x + 2 + place.column, y: origin.y + 1 + place.row - top })
  const edge = origin ? look.plum : look.line
  return (
    <Box
      borderStyle="round"
      {...(edge ? { borderColor: edge } : {})}
      flexDirection="column"
      flexShrink={0}
      width={columns}
      height={height + inputBorderRows}
      paddingX={1}
    >
      {buffer.text === '' ? (
        <Tinted tint={look.muted} dimColor={look.depth === 'none'} wrap="truncate">
          {placeholder}
        </Tinted>
      ) : (
        rows.slice(top, top + height).map((row) => (
          <Text key={row.start} wrap="truncate">
            {row.text.trimEnd() || ' '}
          </Text>
        ))
      )}
    </Box>
  )
}
