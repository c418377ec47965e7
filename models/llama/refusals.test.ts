import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { rm, truncate } from 'node:fs/promises'
import { collect, greedy } from '../../core/model-runtime.contract.ts'
import type { GenerateRequest } from '../../core/model-runtime.ts'
import { writeCorruptGguf, writeQwen, writeTruncatedQwen } from '../fixtures/qwen.ts'
import type { LlamaRuntimeOptions } from './llama-runtime.ts'
import { openTestRuntime } from './testing.ts'

// Only against hanging for ever: processes start slowly on a busy machine.
setDefaultTimeout(60_000)

const request: GenerateRequest = {
  messages: [{ role: 'user', text: 'Hello' }],
  maxTokens: 5,
  sampling: greedy,
}
const never = () => new AbortController().signal

/** What a runtime says whose model file was changed by `spoil` before anything was loaded. */
async function refusal(
  spoil: (path: string) => void | Promise<void>,
  options: Partial<LlamaRuntimeOptions> = {},
) {
  await using subject = openTestRuntime({}, options)
  await spoil(subject.modelPath)
  const { done } = await collect(subject.runtime.generate(request, never()))
  const health = await subject.runtime.health()
  expect(health).toMatchObject({ error: { kind: done.error?.kind } })
  await expect(subject.runtime.countTokens(['a'])).rejects.toMatchObject({ kind: done.error?.kind })
  return { error: done.error, started: subject.pids().length, health }
}

describe('a model that cannot be run is refused with the reason and a way on', () => {
  test('no model was chosen', async () => {
    const { error, health } = await refusal(() => {}, { selectModel: async () => undefined })
    expect(error).toMatchObject({ kind: 'model-missing', fix: 'aura models add FILE.gguf' })
    expect(health.state).toBe('no-model')
  })

  test('the file is gone', async () => {
    const { error } = await refusal((path) => rm(path))
    expect(error).toMatchObject({ kind: 'model-missing' })
    expect(error?.fix).toContain('aura models use')
  })

  test('the header is corrupt, found without starting a child', async () => {
    const { error, started, health } = await refusal(writeCorruptGguf)
    expect(error?.kind).toBe('model-invalid')
    expect(health).toMatchObject({ state: 'failed', model: 'tiny' })
    expect(started).toBe(0)
  })

  test('the file is truncated', async () => {
    const { error, started } = await refusal(writeTruncatedQwen)
    expect(error).toMatchObject({ kind: 'model-invalid', message: 'This model file is not complete.' })
    expect(started).toBe(0)
  })

  test('the architecture is not one of Qwen', async () => {
    const { error, started } = await refusal((path) => writeQwen(path, { architecture: 'llama' }))
    expect(error?.kind).toBe('model-unsupported')
    expect(error?.why).toContain('"llama"')
    expect(started).toBe(0)
  })

  test('the tensors are not what the header promises', async () => {
    // Qwen3 under the name of Qwen2: every bias is missing.
    const { error } = await refusal((path) => writeQwen(path, { architecture: 'qwen2moe' }))
    expect(error?.kind).toBe('model-invalid')
  })

  test('more context is asked for than the model was trained for', async () => {
    const { error } = await refusal(() => {}, { contextLength: 4096 })
    expect(error).toMatchObject({ kind: 'context-too-large', fix: 'Set context_length to 2048 or less.' })
  })

  test('more context is asked for than memory can hold', async () => {
    const huge = 2 ** 30
    const { error } = await refusal((path) => writeQwen(path, { contextLength: huge }), {
      contextLength: huge,
    })
    expect(error?.kind).toBe('context-too-large')
    expect(error?.fix).toMatch(/^Set context_length to \d+ or less\.$/)
  })

  test('a graphics device is asked for where there is none', async () => {
    const { error } = await refusal(() => {}, { gpu: 'metal' })
    expect(error).toMatchObject({ kind: 'runtime-unavailable' })
    expect(error?.fix).toContain('gpu')
  })

  test('choosing fails', async () => {
    const { error } = await refusal(() => {}, {
      selectModel: async () => {
        throw new Error('secret detail')
      },
    })
    expect(error?.kind).toBe('unavailable')
    expect(JSON.stringify(error)).not.toContain('secret')
  })
})

describe('a model file that changes while the runtime runs', () => {
  test('is missed by the next request, and found again when it is back', async () => {
    await using subject = openTestRuntime()
    expect((await subject.runtime.start()).state).toBe('ready')
    await rm(subject.modelPath)
    const { done } = await collect(subject.runtime.generate(request, never()))
    expect(done.error?.kind).toBe('model-missing')
    writeQwen(subject.modelPath)
    const again = await collect(subject.runtime.generate(request, never()))
    expect(again.done.finishReason).toBe('length')
  })

  test('is refused when it was cut short, and the running child survives or is replaced', async () => {
    await using subject = openTestRuntime()
    await subject.runtime.start()
    await truncate(subject.modelPath, 1000)
    const { done } = await collect(subject.runtime.generate(request, never()))
    expect(done.error?.kind).toBe('model-invalid')
    writeQwen(subject.modelPath)
    const again = await collect(subject.runtime.generate(request, never()))
    expect(again.done.finishReason).toBe('length')
  })
})
