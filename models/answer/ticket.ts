import type { Clock } from '../../core/clock.ts'
import type { ShownError } from '../../core/errors.ts'
import type { FinishReason, GenerateEvent, GenerateRequest, Usage } from '../../core/model-runtime.ts'
import { createEventStream } from './event-stream.ts'

/** One request on its way through a runtime. */
export type Ticket = {
  readonly request: GenerateRequest
  /** To be read once. */
  readonly events: () => AsyncIterable<GenerateEvent>
  readonly ended: () => boolean
  readonly queued: (position: number) => void
  readonly started: (promptTokens: number, cachedTokens: number) => void
  /** `tokens` counts the whole answer so far. */
  readonly delta: (text: string, tokens: number) => void
  /** The first call counts; later ones change nothing. `tokens` corrects the count of the last delta. An abort
   * forgets what was not read yet, so that the reader's next event is the last. */
  readonly end: (finishReason: FinishReason, options?: { tokens?: number; error?: ShownError }) => void
}

/** Times run from `startedAt`, the call of generate. */
export function createTicket(request: GenerateRequest, clock: Clock, startedAt: number): Ticket {
  let text = ''
  let readText = ''
  const stream = createEventStream<GenerateEvent>(
    (event) => event.type === 'done',
    (event) => {
      if (event.type === 'delta') readText += event.text
    },
  )
  let position: number | undefined
  let prompt = { promptTokens: 0, cachedTokens: 0 }
  let completionTokens = 0
  let first: { readonly at: number; readonly tokens: number } | undefined
  let ended = false

  const usage = (): Usage => {
    const now = clock.now()
    const rest = first === undefined ? 0 : completionTokens - first.tokens
    return {
      ...prompt,
      completionTokens,
      durationMs: now - startedAt,
      ...(first === undefined ? {} : { firstTokenMs: first.at - startedAt }),
      ...(first === undefined || rest < 1
        ? {}
        : { tokensPerSecond: (rest * 1000) / Math.max(1, now - first.at) }),
    }
  }

  return {
    request,
    events: stream.read,
    ended: () => ended,
    queued(next) {
      if (ended || next === position) return
      position = next
      stream.push({ type: 'queued', position: next })
    },
    started(promptTokens, cachedTokens) {
      prompt = { promptTokens, cachedTokens }
    },
    delta(piece, tokens) {
      if (ended) return
      completionTokens = tokens
      if (piece === '') return
      first ??= { at: clock.now(), tokens }
      text += piece
      stream.push({ type: 'delta', text: piece })
    },
    end(finishReason, { tokens, error } = {}) {
      if (ended) return
      ended = true
      completionTokens = tokens ?? completionTokens
      if (finishReason === 'aborted') {
        stream.dropUnread()
        text = readText
      }
      stream.push({
        type: 'done',
        text,
        finishReason,
        usage: usage(),
        ...(error === undefined ? {} : { error }),
      })
    },
  }
}
