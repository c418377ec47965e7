import { Box, Text } from 'ink'
import type { ReactNode } from 'react'
import { type Scroll, topOf } from '../scroll.ts'
import { useLook } from './look.ts'
import { Tinted } from './Tinted.tsx'

type Props<Row> = {
  readonly rows: readonly Row[]
  readonly scroll: Scroll
  readonly height: number
  readonly renderRow: (row: Row) => ReactNode
}

/** A window of `height` rows over many; each row is one line. Marks show where there is more. */
export function ScrollView<Row>({ rows, scroll, height, renderRow }: Props<Row>) {
  const look = useLook()
  const top = topOf(scroll, rows.length, height)
  const below = rows.length - top - height
  return (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      {rows.slice(top, top + height).map((row, index) => {
        const mark = index === 0 && top > 0 ? '▲' : index === height - 1 && below > 0 ? '▼' : ' '
        return (
          // A row has no identity but its place.
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are lines of one text
          <Box key={top + index} justifyContent="space-between" height={1}>
            <Text wrap="truncate">{renderRow(row)}</Text>
            <Tinted tint={look.muted}>{`${mark} `}</Tinted>
          </Box>
        )
      })}
    </Box>
  )
}
