import { expect, test } from 'bun:test'
import { AuraError } from '../../core/errors.ts'
import { createChildServer } from './child-server.ts'
import type { Engine } from './engine.ts'
import type { ChildMessage, LoadRequest } from './protocol.ts'

const load: LoadRequest = {
  modelPath: '/models/tiny.gguf',
  gpu: 'off',
  threads: 1,
  contextLength: undefined,
  parallel: 1,
}

/** A child whose engine is `engine`, and what it sent so far. */
function childWith(engine: Partial<Engine>) {
  const sent: ChildMessage[] = []
  let settlingFailed: (error: unknown) => void = () => {}
  const serve = createChildServer(
    async (_, failed) => {
      settlingFailed = failed
      return engine as Engine
    },
    (message) => sent.push(message),
  )
  return { serve, sent, settlingFailed: (error: unknown) => settlingFailed(error) }
}

const gone = new AuraError('out-of-memory', 'The device is gone.')

test('a question before the model is loaded is answered with a failure', async () => {
  const { serve, sent } = childWith({})
  await serve({ type: 'count', id: 1, texts: ['a'] })
  await serve({ type: 'memory', id: 2 })
  expect(sent).toMatchObject([
    { type: 'failed', id: 1, error: { kind: 'runtime-unavailable' } },
    { type: 'failed', id: 2, error: { kind: 'runtime-unavailable' } },
  ])
})

test('an engine that fails to count or to look at its memory fails that question and no other', async () => {
  const { serve, sent } = childWith({
    info: { backend: 'cuda', device: 'x', contextLength: 1, parallel: 1, threads: 1 },
    countTokens(texts) {
      if (texts[0] === 'bad') throw new Error('a private detail')
      return [3]
    },
    memory: async () => {
      throw gone
    },
  })
  await serve({ type: 'load', load })
  await serve({ type: 'count', id: 1, texts: ['bad'] })
  await serve({ type: 'memory', id: 2 })
  await serve({ type: 'count', id: 3, texts: ['good'] })
  expect(sent.slice(1)).toMatchObject([
    { type: 'failed', id: 1, detail: 'Error: a private detail' },
    { type: 'failed', id: 2, error: { kind: 'out-of-memory', message: 'The device is gone.' } },
    { type: 'counted', id: 3, counts: [3] },
  ])
  expect(JSON.stringify(sent[1]?.type === 'failed' && sent[1].error)).not.toContain('private')
})

test('computing ahead that fails is told to the parent, for its log', async () => {
  const { serve, sent, settlingFailed } = childWith({})
  await serve({ type: 'load', load })
  settlingFailed(new Error('no memory'))
  expect(sent.at(-1)).toEqual({ type: 'settling-failed', detail: 'Error: no memory' })
})
