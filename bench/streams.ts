// What streaming costs: a reply of many tokens told to one reader over SSE, against the same reply told inside the
// process; and the same reply told to 1,000 readers at once.
//
//   bun bench/streams.ts [--readers 1000] [--tokens 1000] [--runs 5]

import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { turnStart } from '../core/chat/turn-event.ts'
import { unwrap } from '../core/http/client.ts'
import { type AuraUnderTest, type SignedUp, startAura } from '../tests/support/start-aura.ts'
import { median, printRows } from './medians.ts'

const { values } = parseArgs({
  options: {
    readers: { type: 'string', default: '1000' },
    tokens: { type: 'string', default: '1000' },
    runs: { type: 'string', default: '5' },
  },
})
const [readers, tokens, runs] = [Number(values.readers), Number(values.tokens), Number(values.runs)]
const text = Array.from({ length: tokens }, (_, index) => `word${index}`).join(' ')

/** Starts a reply that waits until all readers are there. */
async function startReply(aura: AuraUnderTest, ana: SignedUp, conversationId: string) {
  const conversation = ana.client.api.conversations({ id: conversationId })
  const { turnId } = await unwrap(conversation.messages.post({ id: Bun.randomUUIDv7(), text: 'go' }))
  return { turnId, ownerId: ana.user.id, turns: aura.daemon.deps.turns }
}

/** Opens `count` streams of a turn from a process of its own, as many browsers would, and waits until all of them
 * have begun. `end` resolves when all of them have ended. */
async function openStreams(
  origin: string,
  token: string,
  turnId: string,
  count: number,
): Promise<{ readonly end: Promise<void> }> {
  const reader = Bun.spawn(
    [process.execPath, join(import.meta.dirname, 'stream-readers.ts'), origin, turnId, String(count)],
    {
      env: { ...process.env, AURA_BENCH_TOKEN: token },
      stdout: 'pipe',
      stderr: 'inherit',
    },
  )
  const lines = reader.stdout.getReader()
  await lines.read()
  return {
    end: lines
      .read()
      .then(() => reader.exited)
      .then(() => undefined),
  }
}

let open = () => {}
let gate = Promise.resolve()
const close = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  gate = promise
  open = resolve
}

await using aura = await startAura({
  script: () => [
    { type: 'wait', until: gate },
    { type: 'say', text },
  ],
})
const ana = await aura.signUp()
const fields = { name: 'Luna', personality: '', greeting: '', language: 'en' }
const companion = await unwrap(ana.client.api.companions.post(fields))
const conversation = await unwrap(ana.client.api.conversations.post({ companionId: companion.id }))

async function inProcess(): Promise<number> {
  close()
  const { turnId, ownerId, turns } = await startReply(aura, ana, conversation.id)
  const done = Promise.withResolvers<void>()
  await turns.subscribe(ownerId, turnId, turnStart, (event) => event.type === 'done' && done.resolve())
  const begun = performance.now()
  open()
  await done.promise
  return performance.now() - begun
}

async function overSse(count: number): Promise<number> {
  close()
  const { turnId } = await startReply(aura, ana, conversation.id)
  const streams = await openStreams(aura.origin, ana.token, turnId, count)
  const begun = performance.now()
  open()
  await streams.end
  return performance.now() - begun
}

await inProcess()
await overSse(1)
const alone: number[] = []
const one: number[] = []
const many: number[] = []
for (let run = 0; run < runs; run += 1) {
  alone.push(await inProcess())
  one.push(await overSse(1))
  many.push(await overSse(readers))
}
const perToken = (all: readonly number[]) => all.map((ms) => (ms * 1000) / tokens)
printRows('the same reply told inside the process', [
  { what: `a token over SSE, one reader`, unit: 'µs', ours: perToken(one), peer: perToken(alone) },
])
printRows('one reader', [
  { what: `${tokens} tokens to ${readers} readers`, unit: 'ms', ours: many, peer: one },
])
const perReader = ((median(many) - median(one)) * 1000) / (readers * tokens)
console.log(`each further reader: ${perReader.toFixed(2)} µs a token (readers in a process of their own)`)
console.log(
  `memory with ${readers} readers served: ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB (the server alone)`,
)
