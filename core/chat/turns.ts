import type { Deps } from '../deps.ts'
import { AuraError, type ShownError, shownError } from '../errors.ts'
import type { Id } from '../ids.ts'
import type { GenerateEvent, GenerateRequest, Usage } from '../model-runtime.ts'
import type { FinishTurn } from '../store.ts'
import { interruptedError, type Turn } from './conversation.ts'
import type { TurnEvent, TurnPosition } from './turn-event.ts'

/** How often the text of a running reply is written down, at most. */
const partialIntervalMs = 1000
/** A reply that a crash of the runtime ended is made again this often. */
const retriesAfterCrash = 1

/** Called for each event with the position that the reader has after it. */
export type TurnListener = (event: TurnEvent, position: TurnPosition) => void

/** What the reply is made from: asked for when the turn starts, so that its faults end the turn and not the
 * request. A turn that is stopped meanwhile does not wait for it. */
export type PrepareRequest = () => Promise<GenerateRequest>

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

type LiveTurn = {
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
          reason: reasonOf(error),
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
      (error: unknown) => failedReply(liveTurn, asShown(error, deps, turn.id)),
    )
    const end = endOf(deps, liveTurn, done)
    const pending: UnsavedEnd = { conversationId: turn.conversationId, end, told: doneEvent(end) }
    unsaved.set(turn.id, pending)
    let { told } = pending
    try {
      await save(turn.id, pending)
    } catch (error) {
      told = { type: 'done', status: 'failed', error: asShown(error, deps, turn.id) }
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
      const turn = await deps.store.turns.find(ownerId, turnId)
      if (!turn) throw new AuraError('not-found', 'There is no such turn.')
      await replayEnded(deps, turn, unsaved.get(turn.id), from, listener)
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
            reason: reasonOf(error),
          }),
        )
    },
  }
}

/** The end of a turn that is not on disk yet, and what its readers were told of it. */
type UnsavedEnd = { readonly conversationId: Id; readonly end: FinishTurn; readonly told: TurnEvent }

type ReplyDone = Extract<GenerateEvent, { type: 'done' }>

const noUsage: Usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, durationMs: 0 }

/** Drives the runtime, again after a crash, and keeps `liveTurn` and the stored partial text up to date. */
async function makeReply(
  deps: TurnDeps,
  liveTurn: LiveTurn,
  prepare: PrepareRequest,
  tell: (event: TurnEvent) => void,
): Promise<ReplyDone> {
  const { signal } = liveTurn.abort
  const request = await Promise.race([prepare(), aborted(signal)])
  if (!request) return abortedReply(liveTurn)

  for (;;) {
    const done = await readReply(deps, liveTurn, request, tell)
    if (signal.aborted || done.error?.kind !== 'runtime-unavailable') return done
    if (liveTurn.attempt >= retriesAfterCrash) return done
    liveTurn.attempt += 1
    liveTurn.text = ''
    deps.log({ level: 'warn', event: 'turn retried after a runtime crash', turnId: liveTurn.turn.id })
    tell({ type: 'reset' })
  }
}

function failedReply(liveTurn: LiveTurn, error: ShownError): ReplyDone {
  return { type: 'done', text: liveTurn.text, finishReason: 'error', usage: noUsage, error }
}

function abortedReply(liveTurn: LiveTurn): ReplyDone {
  return { type: 'done', text: liveTurn.text, finishReason: 'aborted', usage: noUsage }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return Promise.resolve(undefined)
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }))
}

async function readReply(
  deps: TurnDeps,
  liveTurn: LiveTurn,
  request: GenerateRequest,
  tell: (event: TurnEvent) => void,
): Promise<ReplyDone> {
  const { turn } = liveTurn
  let savedAt = deps.clock.now()
  let saving: Promise<void> = Promise.resolve()
  const save = () =>
    deps.store.turns
      .savePartial(turn.ownerId, turn.id, liveTurn.attempt, liveTurn.text)
      .catch((error: unknown) => {
        // The text is still in memory and is stored whole at the end: a failure here loses nothing yet.
        deps.log({
          level: 'warn',
          event: 'partial reply not saved',
          turnId: turn.id,
          reason: reasonOf(error),
        })
      })
  let done: ReplyDone | undefined
  for await (const event of deps.runtime.generate(request, liveTurn.abort.signal)) {
    if (event.type === 'done') {
      done = event
      continue
    }
    if (event.type === 'queued') {
      liveTurn.queuePosition = event.position
      tell(event)
      continue
    }
    liveTurn.queuePosition = undefined
    liveTurn.text += event.text
    tell(event)
    if (deps.clock.now() - savedAt < partialIntervalMs) continue
    savedAt = deps.clock.now()
    saving = saving.then(save)
  }
  await saving
  if (!done) throw new Error('the runtime ended a reply without done')
  return done
}

/** What is stored of a turn that ended so. */
function endOf(deps: TurnDeps, liveTurn: LiveTurn, done: ReplyDone): FinishTurn {
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

function doneEvent(end: FinishTurn): TurnEvent {
  return {
    type: 'done',
    status: end.status,
    ...(end.reply ? { messageId: end.reply.id, finishReason: end.reply.finishReason } : {}),
    ...(end.usage ? { usage: end.usage } : {}),
    ...(end.error ? { error: end.error } : {}),
  }
}

/** Brings a reader that left at `from` to where the running turn is. */
function catchUp(liveTurn: LiveTurn, from: TurnPosition, listener: TurnListener): void {
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
async function replayEnded(
  deps: TurnDeps,
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

function asShown(error: unknown, deps: TurnDeps, turnId: Id): ShownError {
  if (error instanceof AuraError) return shownError(error)
  deps.log({ level: 'error', event: 'turn failed by a bug', turnId, reason: reasonOf(error) })
  return { kind: 'unavailable', message: 'Something went wrong while the reply was made.', fix: 'Try again.' }
}

/** The class and place of a fault, without its message, which could hold text of the conversation. */
function reasonOf(error: unknown): string {
  if (error instanceof AuraError) return error.kind
  if (!(error instanceof Error)) return typeof error
  return `${error.name} ${error.stack?.split('\n')[1]?.trim() ?? ''}`
}
