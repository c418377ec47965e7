import type { LlamaContextSequence, LlamaGrammar, Token } from 'node-llama-cpp'
import type { FinishReason } from '../../core/model-runtime.ts'
import { createAnswerText } from '../answer/answer-text.ts'
import type { Library } from './backend.ts'
import { batchTokens } from './plan.ts'
import type { ChildRequest } from './protocol.ts'
import type { Vocabulary } from './vocabulary.ts'

export type AnswerEvents = {
  readonly started: (cachedTokens: number) => void
  readonly delta: (text: string, tokens: number) => void
}

export type Answer = { readonly finishReason: Exclude<FinishReason, 'error'>; readonly tokens: number }

const priority = { interactive: 5, background: 1 } as const

/** Answers one prompt on one sequence, from the tokens that the sequence holds already. `prompt` is not empty
 * and leaves room in the context. Throws what the library throws when computing fails. */
export async function answer(input: {
  readonly library: Library
  readonly sequence: LlamaContextSequence
  readonly vocabulary: Vocabulary
  readonly prompt: readonly number[]
  readonly request: ChildRequest
  readonly grammar: LlamaGrammar | undefined
  readonly signal: AbortSignal
  readonly events: AnswerEvents
}): Promise<Answer> {
  const { sequence, request, signal, events } = input
  const evaluationPriority = request.background ? priority.background : priority.interactive
  const prompt = input.prompt as Token[]

  // The last token is always computed: its scores choose the first token of the answer.
  await sequence.adaptStateToTokens(prompt.slice(0, -1), false)
  const cachedTokens = sequence.nextTokenIndex
  events.started(cachedTokens)
  let next = cachedTokens
  for (; prompt.length - next > batchTokens; next += batchTokens) {
    if (signal.aborted) return { finishReason: 'aborted', tokens: 0 }
    const piece = prompt.slice(next, next + batchTokens)
    await sequence.evaluateWithoutGeneratingNewTokens(piece, { evaluationPriority })
  }
  if (signal.aborted) return { finishReason: 'aborted', tokens: 0 }

  const text = createAnswerText(request.stop)
  const roomTokens = sequence.contextSize - 1 - prompt.length
  const mostTokens = Math.min(request.maxTokens, roomTokens)
  const { temperature, topP, topK, minP, repeatPenalty, seed } = request.sampling
  const recent: Token[] = []
  let tokens = 0
  const generated = sequence.evaluate(prompt.slice(next), {
    temperature,
    topP,
    topK,
    minP,
    evaluationPriority,
    // Without one the library takes the second of the clock: asked again at once, it would say the same again.
    seed: seed ?? randomSeed(),
    ...(repeatPenalty === 1
      ? {}
      : { repeatPenalty: { penalty: repeatPenalty, punishTokens: () => recent.slice(-64) } }),
    ...(input.grammar === undefined
      ? {}
      : {
          grammarEvaluationState: new input.library.LlamaGrammarEvaluationState({
            model: sequence.model,
            grammar: input.grammar,
          }),
        }),
  })
  const finish = (finishReason: 'stop' | 'length'): Answer => {
    const rest = text.end()
    if (rest.text !== '') events.delta(rest.text, tokens)
    return { finishReason: rest.stopped ? 'stop' : finishReason, tokens }
  }
  for await (const token of generated) {
    if (signal.aborted) return { finishReason: 'aborted', tokens }
    tokens++
    if (repeatPenalty !== 1) recent.push(token)
    const piece = text.push(input.vocabulary.bytes(token))
    if (piece.text !== '' || piece.stopped) events.delta(piece.text, tokens)
    if (piece.stopped) return { finishReason: 'stop', tokens }
    if (tokens >= mostTokens) return finish('length')
  }
  return signal.aborted ? { finishReason: 'aborted', tokens } : finish('stop')
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
}
