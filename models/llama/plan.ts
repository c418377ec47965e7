import { AuraError } from '../../core/errors.ts'
import type { ModelHeader } from '../gguf/header.ts'

/** How much the runtime holds at a time. */
export type ContextPlan = {
  /** Tokens of one conversation, prompt and answer together. */
  readonly contextLength: number
  readonly parallel: number
}

export type PlanInput = {
  readonly header: ModelHeader
  /** Memory that is free for everything: weights, context and computing. */
  readonly freeBytes: number
  readonly onGpu: boolean
  /** Wishes; undefined lets the plan choose. They are kept or refused, never bent. */
  readonly contextLength: number | undefined
  readonly parallel: number | undefined
}

const wantedLength = 8192
const wantedParallel = { gpu: 8, cpu: 4 }
/** Below this a companion's persona and a few messages do not fit. */
const shortestLength = 1024
/** The library rounds a context up to a multiple of this. */
const lengthStep = 256
export const batchTokens = 512

/** Bytes of the cache for one token, keys and values in half precision. */
export function bytesPerToken(header: ModelHeader): number {
  return header.blockCount * header.headCountKv * (header.keyLength + header.valueLength) * 2
}

/** What is left for the cache beside the weights and the buffers that computing takes. */
export function cacheBudgetBytes(header: ModelHeader, freeBytes: number): number {
  const scores = batchTokens * header.vocabularySize * 4
  const activations = batchTokens * header.embeddingLength * 16 * 4
  return freeBytes - header.sizeBytes - scores - activations
}

/** Chooses length and number of conversations so that they fit the memory: fewer conversations before shorter
 * ones, and never longer than the model was trained for. Throws `context-too-large` when a wish does not fit
 * and `out-of-memory` when nothing does. */
export function planContext(input: PlanInput): ContextPlan {
  const { header } = input
  const budget = cacheBudgetBytes(header, input.freeBytes)
  const perToken = bytesPerToken(header)
  const fits = (plan: ContextPlan) => roundUp(plan.contextLength) * plan.parallel * perToken <= budget
  const trained = header.contextLength

  if (input.contextLength !== undefined && input.contextLength > trained) {
    throw new AuraError('context-too-large', 'The context length is more than this model can use.', {
      why: `The model was trained for ${trained} tokens; ${input.contextLength} were asked for.`,
      fix: `Set context_length to ${trained} or less.`,
    })
  }
  const mostParallel = input.parallel ?? (input.onGpu ? wantedParallel.gpu : wantedParallel.cpu)
  const longest = input.contextLength ?? Math.min(wantedLength, trained)
  for (const plan of candidates(longest, mostParallel, input)) if (fits(plan)) return plan

  const least = input.parallel ?? 1
  const possible = Math.min(trained, roundDown(budget / perToken / least))
  if (possible < Math.min(shortestLength, trained)) throw outOfMemory(header, input.freeBytes)
  throw new AuraError('context-too-large', 'The context does not fit into memory.', {
    why: `${least} × ${longest} tokens need ${gibibytes(roundUp(longest) * least * perToken)} beside the model; ${gibibytes(budget)} are free.`,
    fix: `Set context_length to ${possible} or less${least > 1 ? ', or parallel to a smaller number' : ''}.`,
  })
}

/** The next smaller plan when the memory turns out to be less than it seemed; undefined when only wishes are
 * left to break. */
export function smallerPlan(
  plan: ContextPlan,
  wish: Pick<PlanInput, 'contextLength' | 'parallel'>,
): ContextPlan | undefined {
  if (wish.parallel === undefined && plan.parallel > 1) {
    return { ...plan, parallel: Math.floor(plan.parallel / 2) }
  }
  if (wish.contextLength === undefined && plan.contextLength > shortestLength) {
    return { ...plan, contextLength: Math.max(shortestLength, roundDown(plan.contextLength / 2)) }
  }
  return undefined
}

function* candidates(longest: number, mostParallel: number, input: PlanInput): Generator<ContextPlan> {
  const parallels = input.parallel === undefined ? descending(mostParallel) : [mostParallel]
  const shortest = Math.min(shortestLength, longest)
  for (let length = longest; ; length = Math.max(shortest, roundDown(length / 2))) {
    // Two conversations at half the length are worth more than one at full length.
    const last = length === shortest || input.contextLength !== undefined
    for (const parallel of parallels) {
      if (parallel === 1 && mostParallel > 1 && !last) continue
      yield { contextLength: length, parallel }
    }
    if (last) return
  }
}

function descending(from: number): number[] {
  return Array.from({ length: from }, (_, index) => from - index)
}

function roundUp(length: number): number {
  return Math.ceil(length / lengthStep) * lengthStep
}

function roundDown(length: number): number {
  return Math.max(0, Math.floor(length / lengthStep) * lengthStep)
}

export function outOfMemory(header: ModelHeader, freeBytes: number): AuraError {
  const needed = header.sizeBytes + freeBytes - cacheBudgetBytes(header, freeBytes) - header.sizeBytes
  return new AuraError('out-of-memory', 'There is not enough memory for this model.', {
    why: `It needs about ${gibibytes(needed + bytesPerToken(header) * shortestLength)}; ${gibibytes(Math.max(0, freeBytes))} are free.`,
    fix: 'Choose a smaller model or a stronger quantisation, or free memory.',
  })
}

function gibibytes(bytes: number): string {
  return `${(Math.max(0, bytes) / 2 ** 30).toFixed(1)} GiB`
}
