import { AuraError } from '../errors.ts'
import { faultOf } from '../fault.ts'
import type { Id } from '../ids.ts'
import type { Turn } from './conversation.ts'
import type { LiveTurn, TurnDeps, TurnListener } from './live-turn.ts'
import { failedReply, makeReply, type PrepareRequest } from './make-reply.ts'
import { catchUp, replayEnded } from './replay-turn.ts'
import { doneEvent, endOf, type UnsavedEnd } from './turn-end.ts'
import type { TurnEvent, TurnPosition } from './turn-event.ts'
import { asShown } from './turn-fault.ts'

/** The replies being made. They belong to the server: readers come and go. */
export type Turns = {
  /** Starts making the reply of a turn that the store holds as running. Returns at once. */
  readonly start: (turn: Turn, prepare: PrepareRequest) => void
  /** Tells the listener everything after `from`, then what comes, up to and including `done`. Rejects with
   * `not-found` for a turn that is not the owner's. */
  readonly subscribe: (
    ownerId: Id,
    turnId: Id,
    from: TurnPosition,
    listener: TurnListener,
  ) => Promise<{ readonly unsubscribe: () => void }>
  /** Ends the turn and keeps what was said so far. Resolves when it is stored; a turn that has ended stays as it is. */
  readonly stop: (ownerId: Id, turnId: Id) => Promise<void>
  /** Ends what runs in the conversation. */
  readonly endConversation: (conversationId: Id) => Promise<void>
  /** Tries again to store the end of a turn that a full disk kept from being stored. */
  readonly settle: (conversationId: Id) => Promise<void>
  /** Resolves when no turn runs. */
  readonly idle: () => Promise<void>
  /** Ends every turn as interrupted, keeping its text, and stores the ends that could not be stored before. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

export function createTurns(deps: TurnDeps): Turns {
  const live = new Map<Id, LiveTurn>()
  const unsaved = new Map<Id, UnsavedEnd>()

  function tell(liveTurn: LiveTurn, event: TurnEvent): void {
    const position = { attempt: liveTurn.attempt, offset: liveTurn.text.length }
    for (const listener of [...liveTurn.listeners]) {
      try {
        listener(event, position)
      } catch (error) {
        // One reader's fault must not end the turn of all.
        liveTurn.listeners.delete(listener)
        deps.log({
          level: 'error',
          event: 'reader of a turn failed',
          turnId: liveTurn.turn.id,
          reason: faultOf(error),
        })
      }
    }
  }

  async function save(turnId: Id, pending: UnsavedEnd): Promise<void> {
    await deps.store.turns.finish(pending.end)
    unsaved.delete(turnId)
  }

  async function run(liveTurn: LiveTurn, prepare: PrepareRequest): Promise<void> {
    const { turn } = liveTurn
    const done = await makeReply(deps, liveTurn, prepare, (event) => tell(liveTurn, event)).catch(
      (error: unknown) => failedReply(liveTurn, asShown(error, deps.log, turn.id)),
    )
    const end = endOf(deps, liveTurn, done)
    const pending: UnsavedEnd = { conversationId: turn.conversationId, end, told: doneEvent(end) }
    unsaved.set(turn.id, pending)
    let { told } = pending
    try {
      await save(turn.id, pending)
    } catch (error) {
      told = { type: 'done', status: 'failed', error: asShown(error, deps.log, turn.id) }
      unsaved.set(turn.id, { ...pending, told })
    }
    live.delete(turn.id)
    tell(liveTurn, told)
    liveTurn.listeners.clear()
  }

  async function end(liveTurn: LiveTurn, by: 'stop' | 'shutdown'): Promise<void> {
    liveTurn.endedBy ??= by
    liveTurn.abort.abort()
    await liveTurn.finished
  }

  return {
    start(turn, prepare) {
      const liveTurn: LiveTurn = {
        turn,
        abort: new AbortController(),
        listeners: new Set(),
        attempt: 0,
        text: '',
        queuePosition: undefined,
        endedBy: undefined,
        finished: Promise.resolve(),
      }
      live.set(turn.id, liveTurn)
      liveTurn.finished = run(liveTurn, prepare)
    },

    async subscribe(ownerId, turnId, from, listener) {
      const liveTurn = live.get(turnId)
      if (liveTurn && liveTurn.turn.ownerId === ownerId) {
        catchUp(liveTurn, from, listener)
        liveTurn.listeners.add(listener)
        return { unsubscribe: () => void liveTurn.listeners.delete(listener) }
      }
      // Before the store is asked: in between, the end may be stored and leave here.
      const pending = unsaved.get(turnId)
      const turn = await deps.store.turns.find(ownerId, turnId)
      if (!turn) throw new AuraError('not-found', 'There is no such turn.')
      await replayEnded(deps, turn, pending, from, listener)
      return { unsubscribe: () => {} }
    },

    async stop(ownerId, turnId) {
      const liveTurn = live.get(turnId)
      if (liveTurn && liveTurn.turn.ownerId === ownerId) return end(liveTurn, 'stop')
      if (!(await deps.store.turns.find(ownerId, turnId)))
        throw new AuraError('not-found', 'There is no such turn.')
    },

    async endConversation(conversationId) {
      const running = [...live.values()].filter(({ turn }) => turn.conversationId === conversationId)
      await Promise.all(running.map((liveTurn) => end(liveTurn, 'stop')))
    },

    async settle(conversationId) {
      for (const [turnId, pending] of unsaved) {
        if (pending.conversationId === conversationId) await save(turnId, pending)
      }
    },

    async idle() {
      while (live.size > 0) await Promise.all([...live.values()].map(({ finished }) => finished))
    },

    async [Symbol.asyncDispose]() {
      await Promise.all([...live.values()].map((liveTurn) => end(liveTurn, 'shutdown')))
      for (const [turnId, pending] of unsaved)
        await save(turnId, pending).catch((error: unknown) =>
          deps.log({
            level: 'error',
            event: 'reply lost: it could not be stored',
            turnId,
            reason: faultOf(error),
          }),
        )
    },
  }
}
