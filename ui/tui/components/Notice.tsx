import { Box } from 'ink'
import type { NoticeLine } from '../text/notice.ts'
import { useLook } from './look.ts'
import { Tinted } from './Tinted.tsx'

/** An error or a warning in the middle of things: what, why, what to do. */
export function Notice({
  lines,
  tone,
}: {
  readonly lines: readonly NoticeLine[]
  readonly tone: 'danger' | 'warn'
}) {
  const look = useLook()
  return (
    <Box flexDirection="column" flexShrink={0} paddingX={1}>
      {lines.map(({ part, text }, index) => (
        <Tinted
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
          key={index}
          tint={part === 'what' ? look[tone] : look.muted}
          bold={part === 'what'}
          wrap="truncate"
        >
          {`${index === 0 ? '! ' : '  '}${text}`}
        </Tinted>
      ))}
    </Box>
  )
}
