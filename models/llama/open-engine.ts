import type { LlamaContext, LlamaModel } from 'node-llama-cpp'
import { AuraError } from '../../core/errors.ts'
import { type ModelHeader, readModelHeader } from '../gguf/header.ts'
import { type Backend, type Library, openBackend } from './backend.ts'
import { decodeFirst } from './batch-strategy.ts'
import { createEngine, type Engine, type EngineParts } from './engine.ts'
import { chooseThreads, readMachine } from './machine.ts'
import {
  batchTokens,
  bytesPerToken,
  type ContextPlan,
  cacheBudgetBytes,
  outOfMemory,
  planContext,
  smallerPlan,
} from './plan.ts'
import type { LoadRequest } from './protocol.ts'

/** What a loaded model tells besides its answers. */
export type EngineLog = Pick<EngineParts, 'settlingFailed'> & {
  /** Lines of llama.cpp. */
  readonly library: (message: string) => void
}

/** Loads a model. Rejects with an AuraError: `model-*`, `context-too-large`, `out-of-memory` or
 * `runtime-unavailable`. */
export async function openEngine(library: Library, load: LoadRequest, events: EngineLog): Promise<Engine> {
  // Cheap refusals first.
  const header = await readModelHeader(load.modelPath)
  const backend = await openBackend(library, load.gpu, (_, message) => events.library(message))
  const machine = await readMachine()
  const threads = chooseThreads(load.threads, backend.llama.cpuMathCores, machine.cores)
  const { plan, offload } = placeModel(header, backend, machine, load)
  const model = await loadModel(library, backend, header, load.modelPath, offload, plan)
  const context = await openContext(library, model, { header, backend, plan, wish: load, threads })
  return createEngine({
    library,
    model,
    context,
    backend,
    threads,
    processor: machine.processor,
    settlingFailed: events.settlingFailed,
  })
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
    if (cause instanceof library.InsufficientMemoryError) {
      // The library reckons with more than we do: what does not fit stays with the processor.
      if (offload === 'all') return loadModel(library, backend, header, modelPath, 'part', plan)
      throw outOfMemory(header, freeBytes(backend))
    }
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
  input: {
    readonly header: ModelHeader
    readonly backend: Backend
    readonly plan: ContextPlan
    readonly wish: LoadRequest
    readonly threads: number
  },
): Promise<LlamaContext> {
  const { plan } = input
  try {
    return await model.createContext({
      sequences: plan.parallel,
      contextSize: plan.contextLength,
      batchSize: batchTokens,
      threads: input.threads,
      batching: { itemPrioritizationStrategy: ({ items, size }) => decodeFirst({ items, size }) },
      failedCreationRemedy: false,
    })
  } catch (cause) {
    const smaller = smallerPlan(plan, input.wish)
    if (smaller) return openContext(library, model, { ...input, plan: smaller })
    if (cause instanceof library.InsufficientMemoryError) {
      throw outOfMemory(input.header, freeBytes(input.backend))
    }
    throw new AuraError('out-of-memory', 'The context cannot be made.', {
      why: 'llama.cpp could not get the memory for it.',
      fix: 'Set context_length or parallel to a smaller number.',
      cause,
    })
  }
}

function freeBytes(backend: Backend): number {
  return backend.kind === 'cpu' ? process.availableMemory() : backend.freeVramBytes
}
