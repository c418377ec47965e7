import type { Llama, LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp'
import { AuraError } from '../../core/errors.ts'
import type { PromptMessage } from '../../core/model-runtime.ts'
import type { Backend, Library } from './backend.ts'
import { type Answer, answer } from './generation.ts'
import type { ChildRequest, DeviceMemory, LoadedInfo } from './protocol.ts'
import { createSettling } from './settling.ts'
import { createSlots, type Lease } from './slots.ts'
import { createChatTemplate } from './template.ts'
import { createVocabulary } from './vocabulary.ts'

export type EngineEvents = {
  readonly started: (promptTokens: number, cachedTokens: number) => void
  readonly delta: (text: string, tokens: number) => void
}

/** A loaded model that answers up to `info.parallel` requests at a time. */
export type Engine = {
  readonly info: LoadedInfo
  /** Rejects with an AuraError for a request that cannot be met; anything else is a fault of the library. */
  readonly generate: (request: ChildRequest, signal: AbortSignal, events: EngineEvents) => Promise<Answer>
  readonly promptTokens: (messages: readonly PromptMessage[]) => readonly number[]
  readonly countTokens: (texts: readonly string[]) => number[]
  /** When nothing is computed any more. */
  readonly idle: () => Promise<void>
  /** Undefined on the processor. */
  readonly memory: () => Promise<DeviceMemory | undefined>
}

export type EngineParts = {
  readonly library: Library
  readonly model: LlamaModel
  readonly context: LlamaContext
  readonly backend: Backend
  readonly threads: number
  readonly processor: string
  /** Computing ahead after an answer came to nothing: worth a line in the log, no more. */
  readonly settlingFailed: (error: unknown) => void
}

/** Throws `model-unsupported` when the tokenizer or the chat template is not one that Aura knows. */
export function createEngine(parts: EngineParts): Engine {
  const { library, model, context, backend } = parts
  const { ggml, chat_template: template } = tokenizerOf(model)
  const vocabulary = createVocabulary(ggml.tokens, ggml.token_type, (text, special) =>
    model.tokenize(text, special),
  )
  const chat = createChatTemplate(template, { eos: model.tokens.eosString ?? '' })
  const slots = createSlots<LlamaContextSequence>(
    Array.from({ length: context.totalSequences }, () => context.getSequence()),
  )
  const promptTokens = (messages: readonly PromptMessage[]) => vocabulary.prompt(chat.render(messages))
  const settling = createSettling(parts.settlingFailed)
  let running = 0

  /** The conversation up to where the next message will begin. */
  const settledTokens = (messages: readonly PromptMessage[], text: string): number[] => {
    const next: PromptMessage[] = [...messages, { role: 'assistant', text }, { role: 'user', text: '?' }]
    const parts = chat.render(next)
    const end = parts.findLastIndex((part) => part.type === 'plain')
    return vocabulary.prompt(parts.slice(0, end))
  }
  const settle = (sequence: LlamaContextSequence, request: ChildRequest, text: string) => {
    if (running > 0 || request.cacheKey === undefined) return
    settling.begin(sequence, () => settledTokens(request.messages, text))
  }
  return {
    info: {
      backend: backend.kind,
      device: backend.device ?? parts.processor,
      contextLength: context.contextSize,
      parallel: context.totalSequences,
      threads: parts.threads,
    },
    promptTokens,
    countTokens: (texts) => texts.map((text) => vocabulary.plain(text).length),
    idle: settling.idle,
    async memory() {
      if (backend.kind === 'cpu') return undefined
      const state = await backend.llama.getVramState()
      return { freeVramBytes: state.free, totalVramBytes: state.total }
    },
    async generate(request, signal, events) {
      const prompt = promptTokens(request.messages)
      refuseTooLong(prompt.length, context.contextSize)
      if (request.maxTokens < 1) {
        events.started(prompt.length, 0)
        return { finishReason: 'length', tokens: 0 }
      }
      const grammar =
        request.responseSchema === undefined
          ? undefined
          : await createGrammar(parts.backend, request.responseSchema)
      running++
      let lease: Lease<LlamaContextSequence> | undefined
      let text = ''
      let result: Answer | undefined
      try {
        await settling.stop()
        lease = slots.take(
          request.cacheKey,
          (sequence) => sequence.compareContextTokens(prompt as Token[]).firstDifferentIndex,
        )
        if (!lease) throw new Error('More requests than sequences')
        result = await answer({
          library,
          sequence: lease.sequence,
          vocabulary,
          prompt,
          request,
          grammar,
          signal,
          events: {
            started: (cachedTokens) => events.started(prompt.length, cachedTokens),
            delta(piece, tokens) {
              text += piece
              events.delta(piece, tokens)
            },
          },
        })
        return result
      } catch (error) {
        // After a failed computation nobody knows what the cache holds.
        await lease?.sequence.clearHistory()
        throw error
      } finally {
        running--
        lease?.release()
        if (lease && result && result.finishReason !== 'aborted') settle(lease.sequence, request, text)
      }
    },
  }
}

function tokenizerOf(model: LlamaModel): {
  readonly ggml: { readonly tokens: readonly string[]; readonly token_type: readonly number[] }
  readonly chat_template: string | undefined
} {
  const { tokenizer } = model.fileInfo.metadata
  const { tokens, token_type } = tokenizer.ggml
  if (!tokens || !token_type || tokenizer.ggml.model !== 'gpt2') {
    throw new AuraError('model-unsupported', "The model's tokenizer is not one that Aura knows.", {
      why: 'Qwen models carry a byte-level BPE vocabulary.',
      fix: 'Choose another build of the model.',
    })
  }
  return { ggml: { tokens, token_type }, chat_template: tokenizer.chat_template }
}

function refuseTooLong(promptTokens: number, contextLength: number): void {
  if (promptTokens + 1 < contextLength) return
  throw new AuraError('context-too-large', 'The conversation is longer than the model can see.', {
    why: `It takes ${promptTokens} tokens; the context holds ${contextLength}.`,
    fix: 'Shorten the message or the persona, or set a larger context_length.',
  })
}

async function createGrammar(backend: Backend, schema: { readonly [key: string]: unknown }) {
  try {
    return await backend.llama.createGrammarForJsonSchema(
      schema as Parameters<Llama['createGrammarForJsonSchema']>[0],
    )
  } catch (cause) {
    throw new AuraError('invalid-input', 'The answer cannot be given this form.', {
      why: 'The JSON schema uses something that the runtime does not know.',
      cause,
    })
  }
}
