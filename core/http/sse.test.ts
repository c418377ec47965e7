import { expect, test } from 'bun:test'
import type { TurnListener } from '../chat/live-turn.ts'
import type { TurnEvent } from '../chat/turn-event.ts'
import type { Turns } from '../chat/turns.ts'
import { maxUnreadBytes, turnEventStream } from './sse.ts'

const start = { attempt: 0, offset: 0 }

/** Turns of which only subscribing is used, and the listener that was subscribed. */
function oneTurn() {
  const seen: { listener?: TurnListener; unsubscribed: boolean } = { unsubscribed: false }
  const turns = {
    async subscribe(_owner: string, _turn: string, _from: unknown, listener: TurnListener) {
      seen.listener = listener
      return {
        unsubscribe: () => {
          seen.unsubscribed = true
        },
      }
    },
  } as unknown as Turns
  return { turns, seen }
}

const delta = (bytes: number): TurnEvent => ({ type: 'delta', text: 'x'.repeat(bytes) })
const open = (turns: Turns, signal = new AbortController().signal, beatMs?: number) =>
  turnEventStream(turns, 'owner', 'turn', start, signal, beatMs)

test('a reader is cut when more than 256 KiB are unread, not before, and still gets what was queued', async () => {
  const { turns, seen } = oneTurn()
  const response = await open(turns)
  const piece = 1024
  let told = 0
  while (!seen.unsubscribed && told < 1000) {
    seen.listener?.(delta(piece), { attempt: 0, offset: (told + 1) * piece })
    told += 1
  }
  const unread = told * piece
  expect(unread).toBeGreaterThan(maxUnreadBytes * 0.9)
  expect(unread).toBeLessThanOrEqual(maxUnreadBytes + 2 * piece)
  const text = await response.text()
  expect(text).not.toContain('event: done')
  expect(text.match(/event: delta/g)?.length).toBe(told - 1)
})

test('a reader that keeps up is never cut, however long the reply', async () => {
  const { turns, seen } = oneTurn()
  const reader = (await open(turns)).body?.getReader()
  for (let index = 1; index <= 1000; index += 1) {
    seen.listener?.(delta(1024), { attempt: 0, offset: index * 1024 })
    await reader?.read()
  }
  expect(seen.unsubscribed).toBe(false)
})

test('a silent stream is kept alive by a comment, and a comment is all it is', async () => {
  const { turns } = oneTurn()
  const reader = (await open(turns, undefined, 1)).body?.getReader()
  const { value } = (await reader?.read()) ?? {}
  expect(new TextDecoder().decode(value)).toBe(': here\n\n')
  await reader?.cancel()
})

test('a reader that leaves is forgotten, by cancelling or by its connection', async () => {
  const cancelled = oneTurn()
  await (await open(cancelled.turns)).body?.cancel()
  expect(cancelled.seen.unsubscribed).toBe(true)
  const gone = oneTurn()
  const connection = new AbortController()
  await open(gone.turns, connection.signal)
  connection.abort()
  expect(gone.seen.unsubscribed).toBe(true)
})

test('each event carries its place, so that a reader can come back to it', async () => {
  const { turns, seen } = oneTurn()
  const response = await open(turns)
  seen.listener?.({ type: 'reset' }, { attempt: 1, offset: 0 })
  seen.listener?.({ type: 'delta', text: 'a\n"b"' }, { attempt: 1, offset: 5 })
  seen.listener?.({ type: 'done', status: 'stopped' }, { attempt: 1, offset: 5 })
  expect(await response.text()).toBe(
    'id: 1.0\nevent: reset\ndata: {}\n\n' +
      'id: 1.5\nevent: delta\ndata: {"text":"a\\n\\"b\\""}\n\n' +
      'id: 1.5\nevent: done\ndata: {"status":"stopped"}\n\n',
  )
})
