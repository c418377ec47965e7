import type { Deps } from '../deps.ts'
import type { Turn } from './conversation.ts'
import type { LiveTurn, TurnListener } from './live-turn.ts'
import type { UnsavedEnd } from './turn-end.ts'
import type { TurnPosition } from './turn-event.ts'

/** Brings a reader that left at `from` to where the running turn is. */
export function catchUp(liveTurn: LiveTurn, from: TurnPosition, listener: TurnListener): void {
  const here = { attempt: liveTurn.attempt, offset: liveTurn.text.length }
  if (liveTurn.queuePosition !== undefined)
    listener({ type: 'queued', position: liveTurn.queuePosition }, here)
  tellText(liveTurn.attempt, liveTurn.text, from, listener)
}

function tellText(attempt: number, text: string, from: TurnPosition, listener: TurnListener): void {
  const sameAttempt = from.attempt === attempt && from.offset <= text.length
  const offset = sameAttempt ? from.offset : 0
  if (!sameAttempt && from.offset > 0) listener({ type: 'reset' }, { attempt, offset: 0 })
  if (offset < text.length)
    listener({ type: 'delta', text: text.slice(offset) }, { attempt, offset: text.length })
}

/** Tells an ended turn from what is stored of it, or of an end that is not stored yet. */
export async function replayEnded(
  deps: Pick<Deps, 'store'>,
  turn: Turn,
  pending: UnsavedEnd | undefined,
  from: TurnPosition,
  listener: TurnListener,
): Promise<void> {
  if (pending) {
    const { attempt, reply, partialText } = pending.end
    const text = reply?.text ?? partialText
    tellText(attempt, text, from, listener)
    return listener(pending.told, { attempt, offset: text.length })
  }
  const { attempt } = turn
  const reply = turn.replyId
    ? (await deps.store.conversations.branch(turn.ownerId, turn.conversationId, turn.replyId)).at(-1)
    : undefined
  const text = reply?.text ?? turn.partialText
  tellText(attempt, text, from, listener)
  listener(
    {
      type: 'done',
      status: turn.status === 'running' ? 'interrupted' : turn.status,
      ...(reply ? { messageId: reply.id } : {}),
      ...(reply?.finishReason ? { finishReason: reply.finishReason } : {}),
      ...(reply?.usage ? { usage: reply.usage } : {}),
      ...(turn.error ? { error: turn.error } : {}),
    },
    { attempt, offset: text.length },
  )
}
