import type { Deps } from '../deps.ts'
import type { Turn } from './conversation.ts'
import type { TurnEvent, TurnPosition } from './turn-event.ts'

/** Called for each event with the position that the reader has after it. */
export type TurnListener = (event: TurnEvent, position: TurnPosition) => void

/** A turn whose reply is being made. */
export type LiveTurn = {
  readonly turn: Turn
  readonly abort: AbortController
  readonly listeners: Set<TurnListener>
  attempt: number
  text: string
  queuePosition: number | undefined
  endedBy: 'stop' | 'shutdown' | undefined
  finished: Promise<void>
}

export type TurnDeps = Pick<Deps, 'store' | 'runtime' | 'clock' | 'newId' | 'log'>
