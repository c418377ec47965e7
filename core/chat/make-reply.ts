import { aborted } from '../aborted.ts'
import type { ShownError } from '../errors.ts'
import { faultOf } from '../fault.ts'
import type { GenerateEvent, GenerateRequest, Usage } from '../model-runtime.ts'
import type { LiveTurn, TurnDeps } from './live-turn.ts'
import type { TurnEvent } from './turn-event.ts'

/** How often the text of a running reply is written down, at most. */
const partialIntervalMs = 1000
/** A reply that a crash of the runtime ended is made again this often. */
const retriesAfterCrash = 1

/** What the reply is made from: asked for when the turn starts, so that its faults end the turn and not the
 * request. A turn that is stopped meanwhile does not wait for it. */
export type PrepareRequest = () => Promise<GenerateRequest>

export type ReplyDone = Extract<GenerateEvent, { type: 'done' }>

const noUsage: Usage = { promptTokens: 0, cachedTokens: 0, completionTokens: 0, durationMs: 0 }

/** Drives the runtime, again after a crash, and keeps `liveTurn` and the stored partial text up to date. */
export async function makeReply(
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

/** The end of a reply that could not be made. */
export function failedReply(liveTurn: LiveTurn, error: ShownError): ReplyDone {
  return { type: 'done', text: liveTurn.text, finishReason: 'error', usage: noUsage, error }
}

function abortedReply(liveTurn: LiveTurn): ReplyDone {
  return { type: 'done', text: liveTurn.text, finishReason: 'aborted', usage: noUsage }
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
          reason: faultOf(error),
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
