import { Box, Text } from 'ink'
import { cutToWidth } from '../text/graphemes.ts'
import { useLook } from './look.ts'
import { Tinted } from './Tinted.tsx'

export const headerRows = 2

type Props = {
  readonly columns: number
  readonly title: string
  readonly aura: string | undefined
  readonly badge?: string
}

/** The top of a screen: whose it is, and a line below. */
export function Header({ columns, title, aura, badge }: Props) {
  const look = useLook()
  const room = columns - 4 - (badge ? badge.length + 2 : 0)
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Text wrap="truncate">
        <Tinted tint={aura}> ● </Tinted>
        <Text bold>{cutToWidth(title, room)}</Text>
        {badge ? <Tinted tint={look.plum}>{`  ${badge}`}</Tinted> : null}
      </Text>
      <Tinted tint={look.line} wrap="truncate">
        {'─'.repeat(columns)}
      </Tinted>
    </Box>
  )
}
