import { Box } from 'ink'
import { useEffect, useEffectEvent, useState } from 'react'
import type {
  CompanionJson,
  ConversationDetailJson,
  RuntimeHealth,
  ShownError,
} from '../../../core/http/client.ts'
import { openConversation, type WhichConversation } from '../../shared/open-conversation.ts'
import { shownProblem } from '../chat/use-chat.ts'
import { Footer, footerRows, hintsOf } from '../components/Footer.tsx'
import { Header, headerRows } from '../components/Header.tsx'
import { useLook } from '../components/look.ts'
import { Notice } from '../components/Notice.tsx'
import { Tinted } from '../components/Tinted.tsx'
import { actionOf } from '../keys/key-table.ts'
import { useKeys } from '../keys/keys-in-order.tsx'
import { noticeLines } from '../text/notice.ts'
import { plainLine } from '../text/plain-text.ts'
import { Chat } from './Chat.tsx'
import type { ScreenProps } from './screen.ts'

type Props = ScreenProps & {
  readonly companion: CompanionJson
  readonly which: WhichConversation
  readonly health: RuntimeHealth | undefined
  readonly drafts: Map<string, string>
  readonly onHealthMayDiffer: () => void
  readonly onConversations: (conversationId: string | undefined) => void
  readonly onBack: () => void
}

type Loaded =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly error: ShownError }
  | { readonly type: 'ready'; readonly detail: ConversationDetailJson }

/** Finds or begins the conversation, then shows it. */
export function OpenChat({ which, ...props }: Props) {
  const { client, companion } = props
  const [loaded, setLoaded] = useState<Loaded>({ type: 'loading' })

  async function open(wanted: WhichConversation): Promise<void> {
    setLoaded({ type: 'loading' })
    try {
      setLoaded({ type: 'ready', detail: await openConversation(client, companion.id, wanted) })
    } catch (error) {
      setLoaded({ type: 'failed', error: shownProblem(error) })
    }
  }
  const openFirst = useEffectEvent(() => open(which))
  useEffect(() => void openFirst(), [])

  if (loaded.type === 'ready')
    return (
      <Chat
        key={loaded.detail.id}
        {...props}
        detail={loaded.detail}
        onNewConversation={() => void open('new')}
      />
    )
  return (
    <Waiting
      {...props}
      error={loaded.type === 'failed' ? loaded.error : undefined}
      onRetry={() => void open(which)}
    />
  )
}

type WaitingProps = Omit<Props, 'which'> & {
  readonly error: ShownError | undefined
  readonly onRetry: () => void
}

function Waiting({ error, onRetry, ...props }: WaitingProps) {
  const look = useLook()
  const { columns, rows, companion } = props
  const name = plainLine(companion.name)
  useKeys((press) => {
    const pressed = press.type === 'key' ? press.name : press.text
    const everywhere = actionOf('everywhere', pressed, true)
    if (everywhere) return everywhere === 'help' ? props.onHelp() : props.onLeave()
    const action = actionOf('chat', pressed, true)
    if (action === 'stop-or-back') props.onBack()
    if (action === 'retry' && error) onRetry()
    if (action === 'conversations') props.onConversations(undefined)
  }, props.isActive)
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header columns={columns} title={name} aura={look.aura(companion.id)} badge="AI companion" />
      <Box height={rows - headerRows - footerRows} paddingTop={1}>
        {error ? (
          <Notice lines={noticeLines(error, columns - 6, 'Press r to try again.')} tone="danger" />
        ) : (
          <Tinted tint={look.muted}>{`   Opening the conversation with ${name}…`}</Tinted>
        )}
      </Box>
      <Footer
        columns={columns}
        hints={hintsOf('chat').filter((hint) => !hint.startsWith('Enter'))}
        facts={[]}
      />
    </Box>
  )
}
