import {
  formatPosition,
  parsePosition,
  type TurnEvent,
  type TurnPosition,
  turnStart,
} from '../chat/turn-event.ts'
import { AuraError } from '../errors.ts'
import { errorOfAnswer } from './refusal.ts'
import { readServerSentEvents } from './server-sent-events.ts'

/** An event, with where the reader stands after it. */
export type FollowedEvent = TurnEvent & { readonly at: TurnPosition }

export type FollowOptions = {
  /** Where to begin; the start of the turn if absent. */
  readonly from?: TurnPosition
  readonly signal: AbortSignal
  /** Resolves after so many ms; a parameter for tests. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>
  /** Told when the connection broke and when it is back. */
  readonly onConnection?: (state: 'lost' | 'back') => void
}

type Connection = {
  readonly origin: string
  readonly headers: Record<string, string>
  readonly fetch: typeof globalThis.fetch
}

/** Waits between attempts to re-join, in ms; the last one repeats. */
const rejoinDelaysMs = [100, 500, 1000, 2000, 5000]

export async function* followTurn(
  connection: Connection,
  turnId: string,
  { from = turnStart, signal, wait = waitMs, onConnection }: FollowOptions,
): AsyncGenerator<FollowedEvent> {
  let at = from
  let failures = 0
  for (;;) {
    const response = await open(connection, turnId, at, signal)
    if (response) {
      if (failures > 0) onConnection?.('back')
      for await (const event of events(response)) {
        failures = 0
        at = event.at
        yield event
        if (event.type === 'done') return
      }
    }
    signal.throwIfAborted()
    if (failures === 0) onConnection?.('lost')
    await wait(rejoinDelaysMs[Math.min(failures, rejoinDelaysMs.length - 1)] ?? 0, signal)
    failures += 1
  }
}

/** The answer once it streams; undefined when there is no connection. Throws what the server refuses. */
async function open(
  { origin, headers, fetch }: Connection,
  turnId: string,
  at: TurnPosition,
  signal: AbortSignal,
): Promise<Response | undefined> {
  let response: Response
  try {
    response = await fetch(`${origin}/api/v1/turns/${turnId}/events`, {
      headers: { ...headers, 'last-event-id': formatPosition(at) },
      signal,
    })
  } catch (error) {
    if (signal.aborted) throw error
    return undefined
  }
  if (response.ok && response.body) return response
  const gatewayOnly = response.status === 502 || response.status === 504
  if (gatewayOnly) return undefined
  throw errorOfAnswer(await response.json().catch(() => undefined))
}

async function* events(response: Response): AsyncGenerator<FollowedEvent> {
  if (!response.body) return
  try {
    for await (const { id, event, data } of readServerSentEvents(response.body)) {
      yield { ...(JSON.parse(data) as object), type: event, at: parsePosition(id) } as FollowedEvent
    }
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new AuraError('unavailable', 'The server sent an event that is not valid.')
    // The connection broke: the caller joins again where it left.
  }
}

function waitMs(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
