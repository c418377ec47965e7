import { Box, Text } from 'ink'
import { type KeyBinding, type KeyScope, keyTable, shownKey } from '../keys/key-table.ts'
import { type Scroll, scrolledToEnd, topOf } from '../scroll.ts'
import { cutToWidth, widthOf } from '../text/graphemes.ts'
import { Footer, footerRows } from './Footer.tsx'
import { Header, headerRows } from './Header.tsx'
import { useLook } from './look.ts'
import { Tinted } from './Tinted.tsx'

const titles: Record<KeyScope, string> = {
  everywhere: 'Everywhere',
  home: 'Your companions',
  conversations: 'Conversations',
  chat: 'Chat',
  form: 'A companion',
  confirm: 'Deleting',
  write: 'Writing',
}

export type HelpRow =
  | { readonly type: 'title'; readonly text: string }
  | { readonly type: 'key'; readonly keys: string; readonly does: string }
  | { readonly type: 'blank' }

/** The keys that work in the scopes, as rows. */
export function helpRows(scopes: readonly KeyScope[]): HelpRow[] {
  return scopes.flatMap((scope, index): HelpRow[] => [
    ...(index > 0 ? [{ type: 'blank' } as const] : []),
    { type: 'title', text: titles[scope] },
    ...keysOf(scope),
  ])
}

/** One row for each action: its keys joined. */
function keysOf(scope: KeyScope): HelpRow[] {
  const byAction = new Map<string, { keys: string[]; does: string }>()
  for (const { action, keys, does, whenEmpty } of (keyTable as readonly KeyBinding[]).filter(
    (e) => e.scope === scope,
  )) {
    const known = byAction.get(action) ?? { keys: [], does: whenEmpty ? `${does} (nothing written)` : does }
    byAction.set(action, { ...known, keys: [...known.keys, ...keys.map(shownKey)] })
  }
  return [...byAction.values()].map(({ keys, does }) => ({ type: 'key', keys: keys.join(', '), does }))
}

type Props = {
  readonly scopes: readonly KeyScope[]
  readonly columns: number
  readonly rows: number
  readonly scroll: Scroll
}

export const helpHeight = (rows: number): number => rows - headerRows - footerRows

export function KeyHelp({ scopes, columns, rows, scroll }: Props) {
  const look = useLook()
  const lines = helpRows(scopes)
  const keyColumns = Math.min(
    34,
    Math.max(...lines.map((line) => (line.type === 'key' ? widthOf(line.keys) : 0))),
  )
  const height = helpHeight(rows)
  const top = topOf(scroll, lines.length, height)
  const more = scroll !== scrolledToEnd && lines.length > height
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header columns={columns} title="Keys" aura={look.accent} />
      <Box flexDirection="column" height={height} overflow="hidden" paddingX={1}>
        {lines.slice(top, top + height).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text
          <Text key={index} wrap="truncate">
            {line.type === 'title' ? (
              <Text bold>{line.text}</Text>
            ) : line.type === 'key' ? (
              <>
                <Tinted tint={look.plum}>{`  ${padTo(line.keys, keyColumns)}  `}</Tinted>
                {line.does}
              </>
            ) : (
              ' '
            )}
          </Text>
        ))}
      </Box>
      <Footer columns={columns} hints={['Esc back', ...(more ? ['↑ ↓ PgUp PgDn more'] : [])]} facts={[]} />
    </Box>
  )
}

function padTo(text: string, columns: number): string {
  const cut = cutToWidth(text, columns)
  return cut + ' '.repeat(Math.max(0, columns - widthOf(cut)))
}
