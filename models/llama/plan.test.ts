import { describe, expect, test } from 'bun:test'
import { AuraError } from '../../core/errors.ts'
import type { ModelHeader } from '../gguf/header.ts'
import { bytesPerToken, type ContextPlan, type PlanInput, planContext, smallerPlan } from './plan.ts'

const gibibyte = 2 ** 30

/** The shape of Qwen3-8B at Q4_K_M. */
const qwen8b: ModelHeader = {
  architecture: 'qwen3',
  title: 'Qwen3 8B',
  contextLength: 40_960,
  blockCount: 36,
  embeddingLength: 4096,
  headCount: 32,
  headCountKv: 8,
  keyLength: 128,
  valueLength: 128,
  vocabularySize: 151_936,
  quantisation: 'Q4_K_M',
  hasChatTemplate: true,
  sizeBytes: 5 * gibibyte,
}

const plan = (input: Partial<PlanInput>) =>
  planContext({
    header: qwen8b,
    freeBytes: 24 * gibibyte,
    onGpu: true,
    contextLength: undefined,
    parallel: undefined,
    ...input,
  })

function refusal(input: Partial<PlanInput>): AuraError {
  try {
    plan(input)
  } catch (error) {
    if (error instanceof AuraError) return error
    throw error
  }
  throw new Error('It was not refused')
}

describe('the plan of the context', () => {
  test('counts 144 KiB a token for Qwen3-8B', () => {
    expect(bytesPerToken(qwen8b)).toBe(144 * 1024)
  })

  test('gives eight conversations of 8k tokens to a device that holds them', () => {
    expect(plan({})).toEqual({ contextLength: 8192, parallel: 8 })
  })

  test('gives fewer conversations to a processor', () => {
    expect(plan({ onGpu: false })).toEqual({ contextLength: 8192, parallel: 4 })
  })

  test('takes away conversations before it shortens them', () => {
    expect(plan({ freeBytes: 9.5 * gibibyte })).toEqual({ contextLength: 8192, parallel: 3 })
    expect(plan({ freeBytes: 8 * gibibyte })).toEqual({ contextLength: 8192, parallel: 2 })
    expect(plan({ freeBytes: 6.8 * gibibyte })).toEqual({ contextLength: 4096, parallel: 2 })
  })

  test('never goes beyond what the model was trained for', () => {
    const header = { ...qwen8b, contextLength: 2048 }
    expect(plan({ header }).contextLength).toBe(2048)
    expect(refusal({ header, contextLength: 4096 })).toMatchObject({
      kind: 'context-too-large',
      fix: 'Set context_length to 2048 or less.',
    })
  })

  test('keeps a wish, and gives up conversations for a long context', () => {
    expect(plan({ contextLength: 32_768 })).toEqual({ contextLength: 32_768, parallel: 4 })
    expect(plan({ contextLength: 1024, parallel: 20 })).toEqual({ contextLength: 1024, parallel: 20 })
    expect(plan({ parallel: 16 })).toEqual({ contextLength: 8192, parallel: 16 })
  })

  test('refuses a wish that does not fit, with a number that does', () => {
    const error = refusal({ contextLength: 40_960, parallel: 8 })
    expect(error.kind).toBe('context-too-large')
    const possible = Number(/to (\d+) or less/.exec(error.fix ?? '')?.[1])
    expect(plan({ contextLength: possible, parallel: 8 })).toEqual({ contextLength: possible, parallel: 8 })
    expect(refusal({ contextLength: possible + 256, parallel: 8 }).kind).toBe('context-too-large')
  })

  test('is made smaller step by step, but never against a wish', () => {
    const steps: ContextPlan[] = []
    const wish = { contextLength: undefined, parallel: undefined }
    for (let at: ContextPlan | undefined = plan({}); at; at = smallerPlan(at, wish)) steps.push(at)
    expect(steps.map(({ contextLength, parallel }) => `${parallel} x ${contextLength}`)).toEqual([
      '8 x 8192',
      '4 x 8192',
      '2 x 8192',
      '1 x 8192',
      '1 x 4096',
      '1 x 2048',
      '1 x 1024',
    ])
    expect(smallerPlan(plan({}), { contextLength: 8192, parallel: 8 })).toBeUndefined()
  })

  test('says that memory is missing when nothing fits', () => {
    expect(refusal({ freeBytes: 4 * gibibyte })).toMatchObject({ kind: 'out-of-memory' })
    expect(refusal({ freeBytes: -1 })).toMatchObject({ kind: 'out-of-memory' })
  })
})
