import { type Client, type TurnEvent, unwrap } from '../core/http/client.ts'

export type TurnDone = Extract<TurnEvent, { type: 'done' }>

/** Tells every event of a turn up to its end, which it returns. When `signal` aborts, the turn is stopped, and what
 * was said so far is kept and told. */
export async function followReply(
  client: Client,
  turnId: string,
  signal: AbortSignal,
  onEvent: (event: TurnEvent) => void,
): Promise<TurnDone> {
  const following = new AbortController()
  const stop = () => {
    unwrap(client.api.turns({ id: turnId }).stop.post()).catch((error: unknown) => following.abort(error))
  }
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const { at: _, ...event } of client.followTurn(turnId, { signal: following.signal })) {
      onEvent(event)
      if (event.type === 'done') return event
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
  throw new Error('a turn was followed to an end without done')
}
