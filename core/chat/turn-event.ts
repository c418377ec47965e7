import type { ShownError } from '../errors.ts'
import type { Id } from '../ids.ts'
import type { FinishReason, Usage } from '../model-runtime.ts'
import type { TurnStatus } from './conversation.ts'

/** What a subscriber of a turn sees, in order; the last one is always `done`. */
export type TurnEvent =
  | { readonly type: 'queued'; readonly position: number }
  /** The reply starts over (the runtime crashed): forget the text so far. */
  | { readonly type: 'reset' }
  | { readonly type: 'delta'; readonly text: string }
  | {
      readonly type: 'done'
      readonly status: Exclude<TurnStatus, 'running'>
      /** The stored reply; absent when nothing was said. */
      readonly messageId?: Id
      readonly finishReason?: FinishReason
      readonly usage?: Usage
      readonly error?: ShownError
    }

/** Where a reader stands in a turn: which attempt, and how many UTF-16 units of its text it has. Written
 * `attempt.offset` as the SSE event id, so that a reader re-joins exactly where it left. */
export type TurnPosition = { readonly attempt: number; readonly offset: number }

export const turnStart: TurnPosition = { attempt: 0, offset: 0 }

export function formatPosition(position: TurnPosition): string {
  return `${position.attempt}.${position.offset}`
}

/** The position that an event id names; the start of the turn for anything that is not one. */
export function parsePosition(eventId: string | undefined): TurnPosition {
  const match = /^(\d{1,6})\.(\d{1,9})$/.exec(eventId ?? '')
  if (!match) return turnStart
  return { attempt: Number(match[1]), offset: Number(match[2]) }
}
