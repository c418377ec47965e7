import { afterAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LlamaContext, Token } from 'node-llama-cpp'
import { writeQwen } from '../fixtures/qwen.ts'
import { decodeFirst } from './batch-strategy.ts'

// Only against hanging for ever: processes start slowly on a busy machine.
setDefaultTimeout(60_000)

// patches/node-llama-cpp@….patch makes the library compute chats together. These tests fail without it, so that
// an upgrade cannot lose it in silence.

const directory = mkdtempSync(join(tmpdir(), 'aura-batching-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

type Batch = { readonly sequence: number; readonly tokens: number }[]
type AddonContext = {
  addToBatch: (sequence: number, first: number, tokens: Uint32Array, logits: Uint32Array) => unknown
}

/** A context of an endless talker, and every batch that it computes. */
async function openContext(sequences: number): Promise<{ context: LlamaContext; batches: Batch[] }> {
  const { getLlama } = await import('node-llama-cpp')
  const modelPath = join(directory, 'talker.gguf')
  writeQwen(modelPath, { speech: { type: 'words', ends: false } })
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    maxThreads: 0,
  })
  const model = await llama.loadModel({ modelPath })
  const context = await model.createContext({
    sequences,
    contextSize: 2048,
    batchSize: 512,
    threads: 1,
    batching: { itemPrioritizationStrategy: ({ items, size }) => decodeFirst({ items, size }) },
  })
  const batches: Batch[] = []
  // The public interface does not tell what went into a batch: watch the native context underneath.
  const inner = context as unknown as { _ctx: AddonContext }
  const native = inner._ctx
  inner._ctx = new Proxy(native, {
    get(_, name) {
      const value: unknown = Reflect.get(native, name)
      if (typeof value !== 'function') return value
      return (...input: unknown[]) => {
        if (name === 'initBatch') batches.push([])
        if (name === 'addToBatch') {
          batches.at(-1)?.push({ sequence: Number(input[0]), tokens: (input[2] as Uint32Array).length })
        }
        return Reflect.apply(value, native, input)
      }
    },
  })
  return { context, batches }
}

function prompt(length: number): Token[] {
  return Array.from({ length }, (_, index) => (97 + (index % 26)) as Token)
}

describe('the patched library', () => {
  for (const chats of [2, 4, 7]) {
    test(`computes ${chats} running chats in one batch each, in the order of their sequences`, async () => {
      const { context, batches } = await openContext(8)
      const tokens = 30
      const sequences = Array.from({ length: chats }, () => context.getSequence())
      // The last one first: the order of arrival is not the order of the sequences.
      await Promise.all(
        sequences.reverse().map(async (sequence) => {
          let count = 0
          for await (const _ of sequence.evaluate(prompt(5))) if (++count === tokens) break
        }),
      )
      const order = Array.from({ length: chats }, (_, index) => index)
      expect(batches.map((batch) => batch.map(({ sequence }) => sequence))).toEqual(
        Array.from({ length: tokens }, () => order),
      )
      await context.dispose()
    })
  }

  test('lets another sequence be cleared while chats run', async () => {
    const { context, batches } = await openContext(5)
    const other = context.getSequence()
    await other.evaluateWithoutGeneratingNewTokens(prompt(20))
    const ready = Promise.withResolvers<void>()
    let stop = false
    const talks = Array.from({ length: 4 }, async () => {
      let count = 0
      for await (const _ of context.getSequence().evaluate(prompt(5))) {
        if (++count === 10) ready.resolve()
        if (stop || count === 1000) break
      }
    })
    await ready.promise
    const before = batches.length
    await other.clearHistory()
    expect(batches.length - before).toBeLessThan(5)
    stop = true
    await Promise.all(talks)
    await context.dispose()
  })

  test('computes a long prompt in pieces beside a running chat, which gets every batch', async () => {
    const { context, batches } = await openContext(2)
    const talking = context.getSequence()
    const long = context.getSequence()
    let reading: Promise<void> | undefined
    let count = 0
    for await (const _ of talking.evaluate(prompt(5))) {
      if (++count === 5) reading = long.evaluateWithoutGeneratingNewTokens(prompt(700))
      if (count === 40) break
    }
    await reading
    const shared = batches.filter((batch) => batch.some(({ sequence }) => sequence === 1))
    expect(shared.length).toBeGreaterThanOrEqual(Math.ceil(700 / 128))
    for (const batch of shared) {
      expect(batch[0]).toEqual({ sequence: 0, tokens: 1 })
      expect(batch[1]?.tokens).toBeLessThanOrEqual(128)
    }
    await context.dispose()
  })
})

describe('decodeFirst', () => {
  const item = (tokens: number, evaluationPriority = 5) => ({
    tokens: Array(tokens).fill(0),
    evaluationPriority,
  })

  test('fills a batch with a prompt when nobody else waits', () => {
    const long = item(2000)
    expect(decodeFirst({ items: [long], size: 512 })).toEqual([{ item: long, processAmount: 512 }])
  })

  test('gives every answer its token before any prompt', () => {
    const [long, one, two] = [item(2000), item(1), item(1)]
    expect(decodeFirst({ items: [long, one, two], size: 512 })).toEqual([
      { item: one, processAmount: 1 },
      { item: two, processAmount: 1 },
      { item: long, processAmount: 128 },
    ])
  })

  test('takes the prompt of a person before one of the background', () => {
    const [background, person] = [item(600, 1), item(300, 5)]
    expect(decodeFirst({ items: [background, person], size: 512 })).toEqual([
      { item: person, processAmount: 300 },
      { item: background, processAmount: 212 },
    ])
  })

  test('never goes beyond the batch', () => {
    const items = Array.from({ length: 10 }, () => item(1))
    expect(decodeFirst({ items, size: 4 })).toHaveLength(4)
  })
})
