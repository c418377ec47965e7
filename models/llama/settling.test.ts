import { expect, test } from 'bun:test'
import type { LlamaContextSequence } from 'node-llama-cpp'
import { createSettling } from './settling.ts'

/** The part of a sequence that is used until its adapting fails. */
function brokenSequence(clearHistory: () => Promise<void>) {
  const sequence = {
    contextSize: 99,
    async adaptStateToTokens() {
      throw new Error('no memory')
    },
    clearHistory,
  }
  return sequence as unknown as LlamaContextSequence
}

test('a guess that fails clears the cache, is told, and ends the settling', async () => {
  const told: unknown[] = []
  let cleared = 0
  const settling = createSettling((error) => told.push(error))
  settling.begin(
    brokenSequence(async () => void cleared++),
    () => [1, 2],
  )
  await settling.idle()
  expect(told).toEqual([new Error('no memory')])
  expect(cleared).toBe(1)
})

test('a cache that cannot be cleared is told too, and whoever waits for the end is not let down', async () => {
  const told: unknown[] = []
  const settling = createSettling((error) => told.push(error))
  settling.begin(
    brokenSequence(() => Promise.reject(new Error('still busy'))),
    () => [1, 2],
  )
  await settling.stop()
  expect(told).toEqual([new Error('no memory'), new Error('still busy')])
})
