import { Box } from 'ink'
import { useEffect, useEffectEvent, useState } from 'react'
import {
  type CompanionJson,
  type ConversationListItemJson,
  type ShownError,
  unwrap,
} from '../../../core/http/client.ts'
import type { WhichConversation } from '../../shared/open-conversation.ts'
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
import type { ScreenProps } from './screen.ts'

type Loaded =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly error: ShownError }
  | { readonly type: 'ready'; readonly items: readonly ConversationListItemJson[] }

type Props = ScreenProps & {
  readonly companion: CompanionJson
  /** The conversation to begin at. */
  readonly selectedId: string | undefined
  readonly onOpen: (which: WhichConversation) => void
  readonly onBack: () => void
}

/** Every conversation with one companion, the latest first. */
export function Conversations(props: Props) {
  const { client, companion, columns, rows, now } = props
  const look = useLook()
  const [loaded, setLoaded] = useState<Loaded>({ type: 'loading' })
  const [selected, setSelected] = useState(0)
  const name = plainLine(companion.name)

  const load = useEffectEvent(async () => {
    setLoaded({ type: 'loading' })
    try {
      const items = await unwrap(client.api.conversations.get({ query: { companionId: companion.id } }))
      setLoaded({ type: 'ready', items })
      setSelected(
        Math.max(
          0,
          items.findIndex(({ id }) => id === props.selectedId),
        ),
      )
    } catch (error) {
      setLoaded({ type: 'failed', error: shownProblem(error) })
    }
  })
  useEffect(() => void load(), [])

  const items = loaded.type === 'ready' ? loaded.items : []
  const height = rows - headerRows - footerRows - 2

  const onKey = (key: string) => {
    const everywhere = actionOf('everywhere', key, true)
    if (everywhere) return everywhere === 'help' ? props.onHelp() : props.onLeave()
    const action = actionOf('conversations', key, true)
    if (isListMove(action)) return setSelected(movedTo(action, selected, items.length, height))
    switch (action) {
      case undefined:
        return
      case 'open': {
        const chosen = items[selected]
        if (chosen) props.onOpen({ id: chosen.id })
        return
      }
      case 'new-conversation':
        return props.onOpen('new')
      case 'retry':
        return void load()
      case 'back':
        return props.onBack()
      default:
        return action satisfies never
    }
  }

  useListKeys(onKey, props.isActive)

  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header columns={columns} title={`Conversations with ${name}`} aura={look.aura(companion.id)} />
      <Box flexDirection="column" height={height + 2} paddingY={1} flexShrink={0} overflow="hidden">
        {loaded.type === 'loading' ? <Tinted tint={look.muted}>{'   Looking what was said…'}</Tinted> : null}
        {loaded.type === 'failed' ? (
          <Notice lines={noticeLines(loaded.error, columns - 6, 'Press r to try again.')} tone="danger" />
        ) : null}
        {loaded.type === 'ready' && items.length === 0 ? (
          <Tinted tint={look.muted}>{'   None yet. Press n to begin one.'}</Tinted>
        ) : null}
        {items.length > 0 ? (
          <List
            items={items}
            selected={selected}
            height={height}
            keyOf={({ id }) => id}
            renderItem={(item) => <ConversationRow item={item} columns={columns - 4} nowMs={now()} />}
          />
        ) : null}
      </Box>
      <Footer
        columns={columns}
        hints={hintsOf('conversations').filter((hint) => items.length > 0 || !hint.startsWith('Enter'))}
        facts={[]}
      />
    </Box>
  )
}

type RowProps = {
  readonly item: ConversationListItemJson
  readonly columns: number
  readonly nowMs: number
}

function ConversationRow({ item, columns, nowMs }: RowProps) {
  const look = useLook()
  const time = ago(item.updatedAt, nowMs)
  const line = item.lastMessage ? withoutMarkup(item.lastMessage.text) : 'Nothing said yet'
  const said = item.lastMessage?.role === 'user' ? `You: ${line}` : line
  const room = columns - widthOf(time) - 2
  const preview = cutToWidth(said, room)
  return (
    <>
      {preview}
      <Tinted tint={look.muted}>{`${' '.repeat(Math.max(0, room - widthOf(preview)))}  ${time}`}</Tinted>
    </>
  )
}
