import { formatPosition, type TurnEvent, type TurnPosition } from '../chat/turn-event.ts'
import type { Turns } from '../chat/turns.ts'
import type { Id } from '../ids.ts'

/** A reader with more than this unread is dropped; it can resume at its last event. */
export const maxUnreadBytes = 256 * 1024
/** A comment line is sent this often, so that no proxy and no server takes a silent stream for a dead one. */
export const heartbeatMs = 15_000

/** The events of a turn as `text/event-stream`, from a position on. Rejects with `not-found` before the first byte. */
export async function turnEventStream(
  turns: Turns,
  ownerId: Id,
  turnId: Id,
  from: TurnPosition,
  signal: AbortSignal,
  beatMs = heartbeatMs,
): Promise<Response> {
  const encoder = new TextEncoder()
  let release = () => {}
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined

  const stream = new ReadableStream<Uint8Array>(
    {
      start(streamController) {
        controller = streamController
      },
      cancel() {
        release()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxUnreadBytes }),
  )

  let ended = false
  const end = (how: () => void) => {
    if (ended) return
    ended = true
    release()
    how()
  }
  const send = (text: string) => {
    if (ended || !controller) return
    // What is queued still reaches the reader, so that each resumption gets further than the last.
    if ((controller.desiredSize ?? 0) <= 0) return end(() => controller?.close())
    controller.enqueue(encoder.encode(text))
  }

  const subscription = await turns.subscribe(ownerId, turnId, from, (event, position) => {
    send(formatEvent(event, position))
    if (event.type === 'done') end(() => controller?.close())
  })
  const heartbeat = setInterval(() => send(': here\n\n'), beatMs)
  const onAbort = () => end(() => controller?.close())
  release = () => {
    clearInterval(heartbeat)
    subscription.unsubscribe()
    signal.removeEventListener('abort', onAbort)
  }
  if (ended) release()
  else signal.addEventListener('abort', onAbort)

  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Nginx buffers answers unless told not to.
      'x-accel-buffering': 'no',
    },
  })
}

function formatEvent(event: TurnEvent, position: TurnPosition): string {
  const { type, ...data } = event
  return `id: ${formatPosition(position)}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`
}
