import type { ShownError } from './errors.ts'

/** One message of a prompt, as the model's own chat template knows it. `text` is always plain text: a
 * control token spelt out in it (`<|im_start|>`) reaches the model as characters, never as that token. */
export type PromptMessage = { readonly role: 'system' | 'user' | 'assistant'; readonly text: string }

export type Sampling = {
  readonly temperature: number
  readonly topP: number
  readonly topK: number
  readonly minP: number
  /** 1 is off; anything else costs about 0.3 ms a token. */
  readonly repeatPenalty: number
  /** Fixes the random choice, for tests and for "the same again". */
  readonly seed?: number
}

export type JsonSchema = { readonly [key: string]: unknown }

export type GenerateRequest = {
  readonly messages: readonly PromptMessage[]
  /** Most tokens of the answer. */
  readonly maxTokens: number
  readonly sampling: Sampling
  /** The answer ends before the first of these; they are not part of it. */
  readonly stop?: readonly string[]
  /** The answer is JSON that this schema describes. Numeric bounds are not enforced: validate after parsing. */
  readonly responseSchema?: JsonSchema
  /** A hint: requests with the same key share a prompt's beginning (one key a conversation). */
  readonly cacheKey?: string
  /** A hint: `background` runs only when no `interactive` request waits. */
  readonly priority?: 'interactive' | 'background'
}

export type FinishReason = 'stop' | 'length' | 'aborted' | 'error'

export type Usage = {
  readonly promptTokens: number
  /** Of the prompt tokens, those that were not computed anew. */
  readonly cachedTokens: number
  readonly completionTokens: number
  /** From the call of generate to the first delta, in ms; undefined when there was none. */
  readonly firstTokenMs?: number
  /** From the call of generate to done, in ms. */
  readonly durationMs: number
  /** Completion tokens per second after the first; undefined with fewer than two. */
  readonly tokensPerSecond?: number
}

export type GenerateEvent =
  | { readonly type: 'queued'; readonly position: number }
  | { readonly type: 'delta'; readonly text: string }
  | {
      readonly type: 'done'
      /** The whole answer: the deltas joined. */
      readonly text: string
      readonly finishReason: FinishReason
      readonly usage: Usage
      /** Present if and only if finishReason is `error`. */
      readonly error?: ShownError
    }

export type RuntimeHealth =
  | { readonly state: 'no-model'; readonly error: ShownError }
  | { readonly state: 'loading'; readonly model: string }
  | { readonly state: 'failed'; readonly model: string; readonly error: ShownError }
  | {
      readonly state: 'ready'
      /** Name of the model, without its folder. */
      readonly model: string
      readonly backend: 'cpu' | 'vulkan' | 'cuda' | 'metal' | 'scripted'
      /** Name of the device as the driver gives it; the processor's name on `cpu`. */
      readonly device: string
      /** Tokens that one conversation may fill, prompt and answer together. */
      readonly contextLength: number
      /** Conversations decoded at the same time. */
      readonly parallel: number
      /** Free memory of the device, in bytes; undefined on `cpu`. */
      readonly freeVramBytes?: number
      readonly totalVramBytes?: number
      readonly threads: number
    }

/** The words of a companion come from here. Implementations pass `model-runtime.contract.ts`. */
export type ModelRuntime = {
  /** Never throws and always ends with exactly one `done`, also when aborted or crashed. An abort ends it
   * within one token. Breaking out of the loop frees the slot as an abort does. */
  readonly generate: (request: GenerateRequest, signal: AbortSignal) => AsyncIterable<GenerateEvent>
  /** Tokens of each text as plain text, without template. Rejects with an AuraError when no model can be loaded. */
  readonly countTokens: (texts: readonly string[]) => Promise<readonly number[]>
  /** Never throws; starts nothing. */
  readonly health: () => Promise<RuntimeHealth>
  /** Loads the selected model if it is not loaded yet. Never throws: health says how it went. A runtime that
   * crashed several times within a minute is left alone until that minute is over, or until a person asks to
   * try again, which `anew` says: only then are its crashes forgotten. */
  readonly start: (options?: { readonly anew?: boolean }) => Promise<RuntimeHealth>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
