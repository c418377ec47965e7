import type { ShownError } from '../errors.ts'
import type { Id } from '../ids.ts'
import type { FinishTurn } from '../store.ts'
import { interruptedError } from './conversation.ts'
import type { LiveTurn, TurnDeps } from './live-turn.ts'
import type { ReplyDone } from './make-reply.ts'
import type { TurnEvent } from './turn-event.ts'

/** The end of a turn that is not on disk yet, and what its readers were told of it. */
export type UnsavedEnd = { readonly conversationId: Id; readonly end: FinishTurn; readonly told: TurnEvent }

/** What is stored of a turn that ended so. */
export function endOf(
  deps: Pick<TurnDeps, 'clock' | 'newId'>,
  liveTurn: LiveTurn,
  done: ReplyDone,
): FinishTurn {
  const { turn, endedBy, text } = liveTurn
  const { attempt } = liveTurn
  const base = { turnId: turn.id, ownerId: turn.ownerId, now: deps.clock.now(), usage: done.usage, attempt }
  const reply = text.trim() ? { id: deps.newId(), text, finishReason: done.finishReason } : undefined
  if (done.finishReason === 'aborted')
    return endedBy === 'shutdown'
      ? { ...base, status: 'interrupted', reply: undefined, error: interruptedError, partialText: text }
      : { ...base, status: 'stopped', reply, error: undefined, partialText: '' }
  if (done.error) return { ...base, status: 'failed', reply: undefined, error: done.error, partialText: text }
  if (!reply) return { ...base, status: 'failed', reply: undefined, error: emptyReplyError, partialText: '' }
  return { ...base, status: 'done', reply, error: undefined, partialText: '' }
}

const emptyReplyError: ShownError = {
  kind: 'unavailable',
  message: 'The model answered with nothing.',
  why: 'It ended its turn before the first word.',
  fix: 'Try again.',
}

/** How the end of a turn is told to its readers. */
export function doneEvent(end: FinishTurn): TurnEvent {
  return {
    type: 'done',
    status: end.status,
    ...(end.reply ? { messageId: end.reply.id, finishReason: end.reply.finishReason } : {}),
    ...(end.usage ? { usage: end.usage } : {}),
    ...(end.error ? { error: end.error } : {}),
  }
}
