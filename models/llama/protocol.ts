import type { ShownError } from '../../core/errors.ts'
import type {
  FinishReason,
  JsonSchema,
  PromptMessage,
  RuntimeHealth,
  Sampling,
} from '../../core/model-runtime.ts'

// The daemon (parent) and the runtime (child) talk in JSON, one message at a time, over Bun's IPC channel.
// Times are the parent's business: the child counts tokens and nothing else.

export type GpuMode = 'auto' | 'cuda' | 'vulkan' | 'metal' | 'off'

export type LoadRequest = {
  readonly modelPath: string
  readonly gpu: GpuMode
  /** Undefined: chosen from the machine. */
  readonly threads: number | undefined
  readonly contextLength: number | undefined
  readonly parallel: number | undefined
}

export type ChildRequest = {
  readonly messages: readonly PromptMessage[]
  readonly maxTokens: number
  readonly sampling: Sampling
  readonly stop: readonly string[]
  readonly responseSchema: JsonSchema | undefined
  readonly cacheKey: string | undefined
  readonly background: boolean
}

export type ParentMessage =
  | { readonly type: 'load'; readonly load: LoadRequest }
  | { readonly type: 'generate'; readonly id: number; readonly request: ChildRequest }
  /** The request still ends with `done`, which says that its place is free. */
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'count'; readonly id: number; readonly texts: readonly string[] }
  | { readonly type: 'memory'; readonly id: number }

/** What the loaded model runs on. */
export type LoadedInfo = Omit<
  Extract<RuntimeHealth, { state: 'ready' }>,
  'state' | 'model' | 'freeVramBytes' | 'totalVramBytes'
>

export type DeviceMemory = { readonly freeVramBytes: number; readonly totalVramBytes: number }

export type ChildMessage =
  /** Once, when the child can take a `load`. */
  | { readonly type: 'ready' }
  | { readonly type: 'loaded'; readonly info: LoadedInfo }
  | { readonly type: 'load-failed'; readonly error: ShownError; readonly detail: string }
  | {
      readonly type: 'started'
      readonly id: number
      readonly promptTokens: number
      readonly cachedTokens: number
    }
  /** `tokens` counts the whole answer so far, also those that are held back or hidden. */
  | { readonly type: 'delta'; readonly id: number; readonly text: string; readonly tokens: number }
  | {
      readonly type: 'done'
      readonly id: number
      readonly finishReason: FinishReason
      readonly tokens: number
      readonly error?: ShownError
      /** For the log: what lies behind the error. Never message text. */
      readonly detail?: string
    }
  | { readonly type: 'counted'; readonly id: number; readonly counts: readonly number[] }
  | { readonly type: 'memory'; readonly id: number; readonly memory: DeviceMemory | undefined }
  /** For the log: computing ahead after an answer came to nothing. Never message text. */
  | { readonly type: 'settling-failed'; readonly detail: string }
  /** Instead of `counted` or `memory`. */
  | { readonly type: 'failed'; readonly id: number; readonly error: ShownError; readonly detail: string }
