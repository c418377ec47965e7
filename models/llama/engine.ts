import type { Llama, LlamaContext, LlamaContextSequence, LlamaModel } from 'node-llama-cpp'
import { AuraError } from '../../core/errors.ts'
import type { PromptMessage } from '../../core/model-runtime.ts'
import { type ModelHeader, readModelHeader } from '../gguf/header.ts'
import { type Backend, type Library, openBackend } from './backend.ts'
import { decodeFirst } from './batch-strategy.ts'
import { type Answer, answer } from './generation.ts'
import { chooseThreads, readMachine } from './machine.ts'
import {
  batchTokens,
  bytesPerToken,
  type ContextPlan,
  cacheBudgetBytes,
  outOfMemory,
  planContext,
} from './plan.ts'
import type { ChildRequest, DeviceMemory, LoadedInfo, LoadRequest } from './protocol.ts'
import { createSlots } from './slots.ts'
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
  /** Undefined on the processor. */
  readonly memory: () => Promise<DeviceMemory | undefined>
}

/** Loads a model. Rejects with an AuraError: `model-*`, `context-too-large`, `out-of-memory` or
 * `runtime-unavailable`. */
export async function openEngine(
  library: Library,
  load: LoadRequest,
  log: (message: string) => void,
): Promise<Engine> {
  // Cheap refusals first.
  const header = await readModelHeader(load.modelPath)
  const backend = await openBackend(library, load.gpu, (_, message) => log(message))
  const machine = await readMachine()
  const threads = chooseThreads(load.threads, backend.llama.cpuMathCores, machine.cores)
  const { plan, offload } = placeModel(header, backend, machine, load)
  const model = await loadModel(library, backend, header, load.modelPath, offload, plan)
  const context = await openContext(library, model, header, backend, plan, threads)
  return createEngine({ library, model, context, backend, threads, processor: machine.processor })
}

type Offload = 'all' | 'part' | 'none'

/** Kept free for everything else on the device or the machine. */
const vramReserve = (totalBytes: number) => Math.min(totalBytes * 0.08, 1.2 * 2 ** 30)
const memoryReserve = (totalBytes: number) => Math.min(totalBytes * 0.25, 2 ** 30)

function placeModel(
  header: ModelHeader,
  backend: Backend,
  machine: { freeMemoryBytes: number; totalMemoryBytes: number },
  wish: { contextLength: number | undefined; parallel: number | undefined },
): { plan: ContextPlan; offload: Offload } {
  const memory = machine.freeMemoryBytes - memoryReserve(machine.totalMemoryBytes)
  if (backend.kind === 'cpu') {
    return { plan: planContext({ ...wish, header, freeBytes: memory, onGpu: false }), offload: 'none' }
  }
  const vram = backend.freeVramBytes - vramReserve(backend.totalVramBytes)
  const least = Math.min(header.contextLength, wish.contextLength ?? 2048) * bytesPerToken(header)
  if (cacheBudgetBytes(header, vram) >= least * (wish.parallel ?? 1)) {
    return { plan: planContext({ ...wish, header, freeBytes: vram, onGpu: true }), offload: 'all' }
  }
  // The model is larger than the device: the rest of its layers stay with the processor.
  const freeBytes = Math.max(0, vram) + memory
  return { plan: planContext({ ...wish, header, freeBytes, onGpu: false }), offload: 'part' }
}

async function loadModel(
  library: Library,
  backend: Backend,
  header: ModelHeader,
  modelPath: string,
  offload: Offload,
  plan: ContextPlan,
): Promise<LlamaModel> {
  const fitContext = { contextSize: plan.contextLength * plan.parallel }
  const gpuLayers = { all: 'max', part: { fitContext }, none: 0 } as const
  try {
    return await backend.llama.loadModel({ modelPath, gpuLayers: gpuLayers[offload] })
  } catch (cause) {
    if (cause instanceof library.InsufficientMemoryError) throw outOfMemory(header, backend.freeVramBytes)
    throw new AuraError('model-invalid', 'The model cannot be loaded.', {
      why: 'Its header is sound, but llama.cpp refuses the file: it is damaged or of a newer kind.',
      fix: 'Download the model again, or choose another build of it.',
      cause,
    })
  }
}

async function openContext(
  library: Library,
  model: LlamaModel,
  header: ModelHeader,
  backend: Backend,
  plan: ContextPlan,
  threads: number,
): Promise<LlamaContext> {
  try {
    return await model.createContext({
      sequences: plan.parallel,
      contextSize: plan.contextLength,
      batchSize: batchTokens,
      threads,
      batching: { itemPrioritizationStrategy: ({ items, size }) => decodeFirst({ items, size }) },
      failedCreationRemedy: false,
    })
  } catch (cause) {
    const shown = outOfMemory(
      header,
      backend.kind === 'cpu' ? process.availableMemory() : backend.freeVramBytes,
    )
    throw cause instanceof library.InsufficientMemoryError
      ? shown
      : new AuraError('out-of-memory', 'The context cannot be made.', {
          why: 'llama.cpp could not get the memory for it.',
          fix: 'Set context_length or parallel to a smaller number.',
          cause,
        })
  }
}

function createEngine(parts: {
  readonly library: Library
  readonly model: LlamaModel
  readonly context: LlamaContext
  readonly backend: Backend
  readonly threads: number
  readonly processor: string
}): Engine {
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
      const lease = slots.take(
        request.cacheKey,
        (sequence) => sequence.compareContextTokens(prompt as never).firstDifferentIndex,
      )
      if (!lease) throw new Error('More requests than sequences')
      const { sequence } = lease
      try {
        return await answer({
          library,
          sequence,
          vocabulary,
          prompt,
          request,
          grammar,
          signal,
          events: {
            started: (cachedTokens) => events.started(prompt.length, cachedTokens),
            delta: events.delta,
          },
        })
      } catch (error) {
        // After a failed computation nobody knows what the cache holds.
        await sequence.clearHistory()
        throw error
      } finally {
        lease.release()
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
