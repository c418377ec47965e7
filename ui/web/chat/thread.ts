import type {
  ConversationDetailJson,
  FollowedEvent,
  MessageJson,
  ShownError,
} from '../../../core/http/client.ts'

/** A message of one's own that the server has not taken yet. */
export type Outgoing = { readonly id: string; readonly text: string; readonly createdAt: number } & (
  | { readonly state: 'sending' }
  /** The companion still answers, from another tab or device: sent when that ends. */
  | { readonly state: 'waiting' }
  | { readonly state: 'failed'; readonly error: ShownError }
)

/** The reply being made. */
export type LiveReply = {
  readonly turnId: string
  readonly userMessageId: string
  readonly text: string
  /** Place in the queue, from 1; undefined when the reply is under way. */
  readonly queuePosition: number | undefined
  readonly isStopping: boolean
}

/** A turn that ended without a reply. */
export type EndedTurn = {
  readonly turnId: string
  readonly userMessageId: string
  readonly status: 'failed' | 'interrupted' | 'stopped'
  readonly partialText: string
  readonly error: ShownError | undefined
}

/** A conversation as it is shown. */
export type Thread = {
  readonly conversationId: string
  readonly companionId: string
  /** Changes when the server's conversation does. */
  readonly updatedAt: number
  readonly messages: readonly MessageJson[]
  readonly live: LiveReply | undefined
  readonly ended: EndedTurn | undefined
  readonly outgoing: Outgoing | undefined
}

/** The thread that the server tells, with what this page still has to send. */
export function threadOf(detail: ConversationDetailJson, outgoing: Outgoing | undefined): Thread {
  const { turn } = detail
  const base = {
    conversationId: detail.id,
    companionId: detail.companionId,
    updatedAt: detail.updatedAt,
    outgoing: outgoing && detail.messages.some(({ id }) => id === outgoing.id) ? undefined : outgoing,
    live: undefined,
    ended: undefined,
  }
  if (turn?.status === 'running')
    return {
      ...base,
      messages: upTo(detail.messages, turn.userMessageId),
      live: newReply(turn.id, turn.userMessageId),
    }
  if (turn && turn.status !== 'done' && !turn.replyId)
    return {
      ...base,
      messages: detail.messages,
      ended: {
        turnId: turn.id,
        userMessageId: turn.userMessageId,
        status: turn.status,
        partialText: turn.partialText,
        error: turn.error ?? undefined,
      },
    }
  return { ...base, messages: detail.messages }
}

/** The thread with the messages that are known already as the same objects, so that they are not drawn anew. */
export function withKnown(thread: Thread, known: readonly MessageJson[]): Thread {
  const byId = new Map(known.map((message) => [message.id, message]))
  const messages = thread.messages.map((message) => {
    const before = byId.get(message.id)
    return before && JSON.stringify(before) === JSON.stringify(message) ? before : message
  })
  return { ...thread, messages }
}

/** The server has taken the outgoing message and answers it. */
export function accepted(thread: Thread, turnId: string): Thread {
  const { outgoing } = thread
  if (!outgoing) return thread
  const message: MessageJson = {
    id: outgoing.id,
    parentId: thread.messages.at(-1)?.id ?? null,
    sequence: nextSequence(thread.messages),
    role: 'user',
    text: outgoing.text,
    createdAt: outgoing.createdAt,
    finishReason: null,
    usage: null,
  }
  return {
    ...thread,
    messages: [...thread.messages, message],
    outgoing: undefined,
    ended: undefined,
    live: newReply(turnId, message.id),
  }
}

/** Another reply to a message is being made: the earlier one is out of sight until it is there. */
export function retried(thread: Thread, turnId: string, userMessageId: string): Thread {
  return {
    ...thread,
    messages: upTo(thread.messages, userMessageId),
    ended: undefined,
    live: newReply(turnId, userMessageId),
  }
}

/** What the events of the live turn make of the thread. Events of another turn must not come here. */
export function withEvents(thread: Thread, events: readonly FollowedEvent[], nowMs: number): Thread {
  return events.reduce((before, event) => withEvent(before, event, nowMs), thread)
}

function withEvent(thread: Thread, event: FollowedEvent, nowMs: number): Thread {
  const { live } = thread
  if (!live) return thread
  switch (event.type) {
    case 'queued':
      return { ...thread, live: { ...live, queuePosition: event.position } }
    case 'reset':
      return { ...thread, live: { ...live, text: '', queuePosition: undefined } }
    case 'delta':
      return { ...thread, live: { ...live, text: live.text + event.text, queuePosition: undefined } }
    case 'done':
      return ended(thread, live, event, nowMs)
    default:
      return event satisfies never
  }
}

function ended(
  thread: Thread,
  live: LiveReply,
  event: Extract<FollowedEvent, { type: 'done' }>,
  nowMs: number,
): Thread {
  if (event.messageId) {
    const reply: MessageJson = {
      id: event.messageId,
      parentId: live.userMessageId,
      sequence: nextSequence(thread.messages),
      role: 'assistant',
      text: live.text,
      createdAt: nowMs,
      finishReason: event.finishReason ?? null,
      usage: event.usage ?? null,
    }
    return { ...thread, live: undefined, messages: [...thread.messages, reply] }
  }
  const { turnId, userMessageId, text } = live
  const status = event.status === 'done' ? 'failed' : event.status
  return {
    ...thread,
    live: undefined,
    ended: { turnId, userMessageId, status, partialText: text, error: event.error },
  }
}

function newReply(turnId: string, userMessageId: string): LiveReply {
  return { turnId, userMessageId, text: '', queuePosition: undefined, isStopping: false }
}

function upTo(messages: readonly MessageJson[], id: string): readonly MessageJson[] {
  const index = messages.findIndex((message) => message.id === id)
  return index < 0 ? messages : messages.slice(0, index + 1)
}

function nextSequence(messages: readonly MessageJson[]): number {
  return Math.max(0, ...messages.slice(-1).map(({ sequence }) => sequence)) + 1
}
