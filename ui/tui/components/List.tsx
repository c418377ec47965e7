import { Box, Text } from 'ink'
import type { ReactNode } from 'react'
import { keepInView } from '../scroll.ts'
import { useLook } from './look.ts'
import { Tinted } from './Tinted.tsx'

type Props<Item> = {
  readonly items: readonly Item[]
  readonly selected: number
  readonly height: number
  readonly keyOf: (item: Item) => string
  readonly renderItem: (item: Item, isSelected: boolean) => ReactNode
}

/** Items of one row each, one of them selected and always in view. */
export function List<Item>({ items, selected, height, keyOf, renderItem }: Props<Item>) {
  const look = useLook()
  const top = keepInView(Math.max(0, selected - height + 1), selected, items.length, height)
  return (
    <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
      {items.slice(top, top + height).map((item, index) => {
        const isSelected = top + index === selected
        return (
          <Text key={keyOf(item)} wrap="truncate">
            <Tinted tint={look.accent}>{isSelected ? ' ❯ ' : '   '}</Tinted>
            {renderItem(item, isSelected)}
          </Text>
        )
      })}
    </Box>
  )
}
