import { Box, Text } from 'ink'
import { useEffect, useEffectEvent, useState } from 'react'
import {
  type Client,
  type CompanionFields,
  type CompanionJson,
  type ConversationListItemJson,
  type RuntimeHealth,
  type ShownError,
  unwrap,
} from '../../../core/http/client.ts'
import { starterCompanions } from '../../shared/starter-companions.ts'
import { shownProblem } from '../chat/use-chat.ts'
import { Footer, footerRows, hintsOf } from '../components/Footer.tsx'
import { Header, headerRows } from '../components/Header.tsx'
import { List } from '../components/List.tsx'
import { useLook } from '../components/look.ts'
import { Notice } from '../components/Notice.tsx'
import { Tinted } from '../components/Tinted.tsx'
import { actionOf } from '../keys/key-table.ts'
import { isListMove, movedTo, useListKeys } from '../keys/list-keys.ts'
import { ago } from '../text/ago.ts'
import { cutToWidth, widthOf } from '../text/graphemes.ts'
import { withoutMarkup } from '../text/markdown.ts'
import { noticeLines } from '../text/notice.ts'
import { plainLine } from '../text/plain-text.ts'
import { modelFact, modelProblem } from './model-health.ts'
import type { ScreenProps } from './screen.ts'

type Row = { readonly companion: CompanionJson; readonly latest: ConversationListItemJson | undefined }

type Loaded =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly error: ShownError }
  | { readonly type: 'ready'; readonly rows: readonly Row[] }

type Props = ScreenProps & {
  readonly health: RuntimeHealth | undefined
  /** The companion to begin at. */
  readonly selectedId: string | undefined
  readonly onOpen: (companion: CompanionJson) => void
  /** With what the form begins, or undefined for an empty one. */
  readonly onNew: (starter: CompanionFields | undefined) => void
  readonly onConversations: (companion: CompanionJson) => void
  readonly onEdit: (companion: CompanionJson) => void
  readonly onDelete: (companion: CompanionJson) => void
  readonly onRefresh: () => void
}

/** Everyone one can talk to, the latest first. */
export function Home(props: Props) {
  const { client, columns, rows: screenRows, isActive, health, now } = props
  const look = useLook()
  const [loaded, setLoaded] = useState<Loaded>({ type: 'loading' })
  const [selected, setSelected] = useState(0)

  const load = useEffectEvent(async () => {
    try {
      const rows = await readRows(client)
      setLoaded({ type: 'ready', rows })
      const at = rows.findIndex(({ companion }) => companion.id === props.selectedId)
      setSelected((before) => (at >= 0 ? at : Math.min(before, Math.max(0, rows.length - 1))))
    } catch (error) {
      setLoaded({ type: 'failed', error: shownProblem(error) })
    }
  })
  useEffect(() => void load(), [])

  const rows = loaded.type === 'ready' ? loaded.rows : []
  const error = loaded.type === 'failed' ? loaded.error : modelProblem(health)
  const notice = error
    ? noticeLines(error, columns - 6, loaded.type === 'failed' ? 'Press r to try again.' : undefined)
    : []
  const height = screenRows - headerRows - footerRows - (notice.length > 0 ? notice.length + 1 : 0) - 2

  const onKey = (name: string) => {
    const everywhere = actionOf('everywhere', name, true)
    if (everywhere) return everywhere === 'help' ? props.onHelp() : props.onLeave()
    const action = actionOf('home', name, true)
    const chosen = rows[selected]?.companion
    if (isListMove(action)) return setSelected(movedTo(action, selected, rows.length, height))
    switch (action) {
      case undefined:
        return
      case 'open':
        return chosen && props.onOpen(chosen)
      case 'conversations':
        return chosen && props.onConversations(chosen)
      case 'edit':
        return chosen && props.onEdit(chosen)
      case 'delete':
        return chosen && props.onDelete(chosen)
      case 'new':
        return props.onNew(undefined)
      case 'starter':
        return loaded.type === 'ready' && rows.length === 0
          ? props.onNew(starterCompanions[Number(name) - 1])
          : undefined
      case 'refresh':
        setLoaded({ type: 'loading' })
        props.onRefresh()
        return void load()
      case 'quit':
        return props.onLeave()
      default:
        return action satisfies never
    }
  }

  useListKeys(onKey, isActive)

  return (
    <Box flexDirection="column" width={columns} height={screenRows}>
      <Header columns={columns} title="Aura" aura={look.accent} />
      <Box flexDirection="column" height={height + 2} paddingY={1} flexShrink={0} overflow="hidden">
        {loaded.type === 'loading' ? <Tinted tint={look.muted}>{'   Looking who is there…'}</Tinted> : null}
        {loaded.type === 'ready' && rows.length === 0 ? <Empty /> : null}
        {rows.length > 0 ? (
          <List
            items={rows}
            selected={selected}
            height={height}
            keyOf={(row) => row.companion.id}
            renderItem={(row, isSelected) => (
              <CompanionRow row={row} isSelected={isSelected} columns={columns - 4} nowMs={now()} />
            )}
          />
        ) : null}
      </Box>
      {error ? (
        <Box marginBottom={1} flexShrink={0}>
          <Notice lines={notice} tone={loaded.type === 'failed' ? 'danger' : 'warn'} />
        </Box>
      ) : null}
      <Footer
        columns={columns}
        hints={
          rows.length > 0 ? hintsOf('home') : hintsOf('home').filter((hint) => !/^(Enter|c) /.test(hint))
        }
        facts={modelFact(health)}
      />
    </Box>
  )
}

async function readRows(client: Client): Promise<Row[]> {
  const [companions, conversations] = await Promise.all([
    unwrap(client.api.companions.get()),
    unwrap(client.api.conversations.get({ query: {} })),
  ])
  const latest = new Map(conversations.toReversed().map((item) => [item.companionId, item]))
  const rows = companions.map((companion) => ({ companion, latest: latest.get(companion.id) }))
  const time = (row: Row) => row.latest?.updatedAt ?? row.companion.createdAt
  return rows.toSorted((a, b) => time(b) - time(a))
}

function Empty() {
  const look = useLook()
  return (
    <Box flexDirection="column" flexShrink={0}>
      <Text>{'   No companions yet. Press n.'}</Text>
      <Text> </Text>
      <Tinted tint={look.muted}>{'   Or begin with one of these; every word can be changed:'}</Tinted>
      {starterCompanions.map(({ name, tagline }, index) => (
        <Text key={name} wrap="truncate">
          <Tinted tint={look.accent}>{`   ${index + 1} `}</Tinted>
          {name}
          <Tinted tint={look.muted}>{`  ${tagline}`}</Tinted>
        </Text>
      ))}
    </Box>
  )
}

const mostNameColumns = 24

type RowProps = {
  readonly row: Row
  readonly isSelected: boolean
  readonly columns: number
  readonly nowMs: number
}

function CompanionRow({ row: { companion, latest }, isSelected, columns, nowMs }: RowProps) {
  const look = useLook()
  const nameColumns = Math.min(mostNameColumns, Math.floor(columns / 3))
  const name = cutToWidth(plainLine(companion.name), nameColumns)
  const time = latest ? ago(latest.updatedAt, nowMs) : 'new'
  const lastLine = withoutMarkup(latest?.lastMessage?.text ?? companion.greeting)
  const said = latest?.lastMessage?.role === 'user' ? `You: ${lastLine}` : lastLine
  const room = columns - nameColumns - widthOf(time) - 8
  const preview = cutToWidth(said, room)
  return (
    <>
      <Tinted tint={look.aura(companion.id)}>{'● '}</Tinted>
      <Text bold={isSelected}>{name}</Text>
      {' '.repeat(nameColumns - widthOf(name) + 2)}
      <Tinted
        tint={look.muted}
      >{`${preview}${' '.repeat(Math.max(0, room - widthOf(preview)))}  ${time}`}</Tinted>
    </>
  )
}
