import { Box, Text } from 'ink'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import {
  type CompanionJson,
  type ConversationDetailJson,
  maxMessageLength,
  type RuntimeHealth,
  type Usage,
} from '../../../core/http/client.ts'
import { isRunning, lastUserMessage } from '../chat/chat-state.ts'
import { escapeDoes } from '../chat/escape.ts'
import { createTranscript, type TranscriptRow } from '../chat/transcript.ts'
import { useChat } from '../chat/use-chat.ts'
import { Footer, footerRows, hintsOf } from '../components/Footer.tsx'
import { Header, headerRows } from '../components/Header.tsx'
import { Input, inputRows, inputTextColumns } from '../components/Input.tsx'
import { useLook } from '../components/look.ts'
import { Notice } from '../components/Notice.tsx'
import { ScrollView } from '../components/ScrollView.tsx'
import { Thinking } from '../components/Thinking.tsx'
import { Tinted } from '../components/Tinted.tsx'
import { type Buffer, bufferOf, emptyBuffer } from '../editor/buffer.ts'
import { afterPress } from '../editor/key-edit.ts'
import { actionOf } from '../keys/key-table.ts'
import { useKeys } from '../keys/keys-in-order.tsx'
import { leaveHint, useLeave } from '../keys/use-leave.ts'
import { type Scroll, scrollBy, scrolledToEnd } from '../scroll.ts'
import { noticeLines, shortenedNotice } from '../text/notice.ts'
import { plainLine } from '../text/plain-text.ts'
import { modelFact, modelProblem } from './model-health.ts'
import type { ScreenProps } from './screen.ts'

/** Longer lines are hard to read. */
const mostTextColumns = 92
const mostInputRows = 6
const mostNoticeRows = 5
const indentColumns = 3
const scrollMarkColumns = 3

type Props = ScreenProps & {
  readonly companion: CompanionJson
  readonly detail: ConversationDetailJson
  readonly health: RuntimeHealth | undefined
  /** What was written and not sent, by conversation: it stays when the screen is left. */
  readonly drafts: Map<string, string>
  readonly onHealthMayDiffer: () => void
  readonly onNewConversation: () => void
  readonly onConversations: (conversationId: string) => void
  readonly onBack: () => void
}

/** A conversation with one companion. */
export function Chat(props: Props) {
  const { companion, client, columns, rows, isActive, health } = props
  const look = useLook()
  const { state, send, stop, tryAgain } = useChat({ client, detail: props.detail, newId: props.newId })
  const [buffer, setBuffer] = useState<Buffer>(() => bufferOf(props.drafts.get(props.detail.id) ?? ''))
  const { drafts, detail } = props
  useEffect(() => void drafts.set(detail.id, buffer.text), [drafts, detail.id, buffer.text])
  const [scroll, setScroll] = useState<Scroll>(scrolledToEnd)
  const transcript = useRef(createTranscript())
  /** UTC ms; undefined once another key than Esc was pressed. */
  const replyEndedAt = useRef<number | undefined>(undefined)
  const leaving = useLeave(props.onLeave)

  const name = plainLine(companion.name)
  const aura = look.aura(companion.id)
  const textColumns = Math.min(columns - indentColumns - scrollMarkColumns, mostTextColumns)
  const lines = transcript.current(state, {
    columns: textColumns,
    colors: look.depth !== 'none',
    light: look.background === 'light',
  })

  const error = state.problem?.error ?? (state.reply ? undefined : modelProblem(health))
  const more = state.problem?.canRetry && buffer.text === '' ? 'Press r to try again.' : undefined
  const notice = error ? shortenedNotice(noticeLines(error, columns - 6, more), mostNoticeRows) : []
  const inputHeight = inputRows(buffer, columns, mostInputRows)
  const height = Math.max(1, rows - headerRows - footerRows - notice.length - inputHeight)

  const isReplying = state.reply !== undefined
  const isStopping = isRunning(state.reply) && state.reply.stopping
  const noticeReplyEnd = useEffectEvent((hasEnded: boolean) => {
    if (hasEnded) replyEndedAt.current = props.now()
    props.onHealthMayDiffer()
  })
  const wasReplying = useRef(false)
  useEffect(() => {
    if (!isReplying) noticeReplyEnd(wasReplying.current)
    wasReplying.current = isReplying
  }, [isReplying])

  async function submit(): Promise<void> {
    const text = buffer.text.trim()
    if (!text || isReplying || text.length > maxMessageLength) return
    setBuffer(emptyBuffer)
    setScroll(scrolledToEnd)
    const taken = await send(text)
    // What was not taken is the writer's again, before anything written since.
    if (taken) return
    const withSince = (since: string) => (since ? `${text}\n${since}` : text)
    setBuffer((now) => bufferOf(withSince(now.text)))
    // The screen may have been left meanwhile.
    drafts.set(detail.id, withSince(drafts.get(detail.id) ?? ''))
  }

  const move = (by: number) => setScroll((now) => scrollBy(now, by, lines.length, height))

  useKeys((press) => {
    const empty = buffer.text === ''
    const pressed = press.type === 'key' ? press.name : press.text
    const everywhere = actionOf('everywhere', pressed, empty)
    if (everywhere === 'leave') return leaving.leave(!empty)
    leaving.stay()
    if (everywhere === 'help') return props.onHelp()
    const action = actionOf('chat', pressed, empty)
    if (action !== 'stop-or-back') replyEndedAt.current = undefined
    const canTryAgain = !isReplying && lastUserMessage(state) !== undefined
    switch (action) {
      case 'send':
        return void submit()
      case 'stop-or-back': {
        const does = escapeDoes(isReplying, replyEndedAt.current, props.now())
        if (does === 'stop') void stop()
        if (does === 'leave') props.onBack()
        return
      }
      case 'another':
        return canTryAgain ? void again() : undefined
      case 'retry':
        if (state.problem?.canRetry && canTryAgain) return void again()
        break
      case 'new-conversation':
        return props.onNewConversation()
      case 'conversations':
        return props.onConversations(state.conversationId)
      case 'page-up':
        return move(1 - height)
      case 'page-down':
        return move(height - 1)
      case 'line-up':
        return move(-1)
      case 'line-down':
        return move(1)
      case 'top':
        return move(-lines.length)
      case 'bottom':
        return setScroll(scrolledToEnd)
      case undefined:
        break
      default:
        return action satisfies never
    }
    setBuffer((now) => afterPress(now, press, inputTextColumns(columns)))
  }, isActive)

  async function again(): Promise<void> {
    setScroll(scrolledToEnd)
    await tryAgain()
  }

  const { length } = buffer.text
  const facts = [
    ...(state.isConnected ? [] : ['connection lost, joining again…']),
    ...(length > maxMessageLength
      ? [`${length - maxMessageLength} characters too many to send`]
      : length > maxMessageLength * 0.9
        ? [`${length} of ${maxMessageLength} characters`]
        : []),
    ...usageFacts(state.usage),
    ...modelFact(health).slice(0, 1),
  ]

  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Header columns={columns} title={name} aura={aura} badge="AI companion" />
      {lines.length === 0 ? (
        <Box height={height} flexShrink={0} justifyContent="center" alignItems="center">
          <Tinted tint={look.muted}>{`Say hello to ${name}.`}</Tinted>
        </Box>
      ) : (
        <ScrollView
          rows={lines}
          scroll={scroll}
          height={height}
          renderRow={(row) => <Row row={row} name={name} aura={aura} />}
        />
      )}
      {error ? <Notice lines={notice} tone={state.problem ? 'danger' : 'warn'} /> : null}
      <Input
        buffer={buffer}
        columns={columns}
        maxRows={mostInputRows}
        placeholder={
          isReplying ? `${name} is answering · Esc stops · your text stays here` : `Write to ${name}`
        }
        origin={isActive ? { x: 0, y: rows - footerRows - inputHeight } : undefined}
      />
      <Footer
        columns={columns}
        hints={
          leaving.isAsked
            ? [leaveHint]
            : isReplying
              ? [
                  isStopping ? 'Stopping…' : 'Esc stop',
                  ...hintsOf('chat').filter((hint) => !/^(Enter|Esc) /.test(hint)),
                ]
              : hintsOf('chat')
        }
        facts={leaving.isAsked ? [] : facts}
      />
    </Box>
  )
}

type RowProps = { readonly row: TranscriptRow; readonly name: string; readonly aura: string | undefined }

function Row({ row, name, aura }: RowProps) {
  const look = useLook()
  switch (row.type) {
    case 'blank':
      return ' '
    case 'name':
      return (
        <Tinted tint={row.who === 'user' ? look.accent : aura} bold>
          {row.who === 'user' ? ' You' : ` ${name}`}
        </Tinted>
      )
    case 'text':
      return <Text>{`   ${row.text}`}</Text>
    case 'note':
      return <Tinted tint={look.muted} italic>{`   · ${row.text}`}</Tinted>
    case 'thinking':
      return <Thinking name={name} aura={aura} ahead={row.ahead} />
    default:
      return row satisfies never
  }
}

function usageFacts(usage: Usage | undefined): string[] {
  if (!usage) return []
  const speed =
    usage.tokensPerSecond === undefined
      ? []
      : [`${usage.tokensPerSecond.toFixed(usage.tokensPerSecond < 10 ? 1 : 0)}/s`]
  return [`${usage.completionTokens} tokens`, ...speed]
}
