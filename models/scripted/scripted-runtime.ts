import { type Clock, systemClock } from '../../core/clock.ts'
import { AuraError, errorShown, type ShownError, shownError } from '../../core/errors.ts'
import type { GenerateEvent, GenerateRequest, ModelRuntime, RuntimeHealth } from '../../core/model-runtime.ts'
import { createAdmissionQueue } from '../answer/admission.ts'
import { createAnswerText } from '../answer/answer-text.ts'
import { createTicket, type Ticket } from '../answer/ticket.ts'

/** What an answer does, one step after another. */
export type ScriptStep =
  | { readonly type: 'say'; readonly text: string }
  /** Goes on when the promise resolves, so that a test decides when. */
  | { readonly type: 'wait'; readonly until: Promise<unknown> }
  | { readonly type: 'fail'; readonly error: ShownError }
  /** As when the process of a real runtime dies: the answer ends with `runtime-unavailable`. */
  | { readonly type: 'crash' }

/** The steps of the answer to a request. `attempt` counts the requests, from 0. */
export type Script = (request: GenerateRequest, attempt: number) => readonly ScriptStep[]

export type ScriptedOptions = {
  readonly contextLength?: number
  readonly parallel?: number
  /** What health says; without it the runtime is ready. */
  readonly health?: RuntimeHealth
  readonly clock?: Clock
}

export type ScriptedRuntime = ModelRuntime & {
  /** Every request so far, in order. */
  readonly requests: readonly GenerateRequest[]
  /** For every start so far, whether it was asked anew. */
  readonly starts: readonly boolean[]
}

/** A runtime for tests that says what it is told. A token is a word with the blanks before it. */
export function createScriptedRuntime(script: Script, options: ScriptedOptions = {}): ScriptedRuntime {
  const clock = options.clock ?? systemClock
  const contextLength = options.contextLength ?? 4096
  const parallel = options.parallel ?? 4
  const requests: GenerateRequest[] = []
  const starts: boolean[] = []
  const waiting = createAdmissionQueue<Ticket>()
  const running = new Set<Ticket>()
  let disposed = false

  const health = (): RuntimeHealth => {
    if (disposed) return { state: 'failed', model: 'scripted', error: closed }
    if (options.health) return options.health
    const device = { backend: 'scripted', device: 'test', threads: 1 } as const
    return { state: 'ready', model: 'scripted', ...device, contextLength, parallel }
  }

  function admit(): void {
    while (running.size < parallel) {
      const ticket = waiting.take()
      if (!ticket) break
      running.add(ticket)
      void play(ticket)
    }
    for (const [index, ticket] of waiting.list().entries()) ticket.queued(index + 1)
  }

  async function play(ticket: Ticket): Promise<void> {
    const steps = script(ticket.request, requests.push(ticket.request) - 1)
    await perform(ticket, steps, contextLength)
    if (running.delete(ticket)) admit()
  }

  function abort(ticket: Ticket): void {
    ticket.end('aborted')
    waiting.remove(ticket)
    running.delete(ticket)
    admit()
  }

  async function* generate(ticket: Ticket, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    const onAbort = () => abort(ticket)
    signal.addEventListener('abort', onAbort)
    try {
      const state = health()
      if (signal.aborted) ticket.end('aborted')
      else if (state.state !== 'ready') ticket.end('error', { error: errorOf(state) })
      else {
        waiting.add(ticket, ticket.request.priority === 'background')
        admit()
      }
      yield* ticket.events()
    } finally {
      signal.removeEventListener('abort', onAbort)
      abort(ticket)
    }
  }

  return {
    requests,
    starts,
    generate: (request, signal) => generate(createTicket(request, clock, clock.now()), signal),
    async countTokens(texts) {
      const state = health()
      if (state.state === 'ready') return texts.map((text) => tokensOf(text).length)
      throw errorShown(errorOf(state))
    },
    health: async () => health(),
    async start({ anew = false } = {}) {
      starts.push(anew)
      return health()
    },
    async [Symbol.asyncDispose]() {
      disposed = true
      for (const ticket of [...running, ...waiting.list()]) ticket.end('error', { error: closed })
    },
  }
}

async function perform(ticket: Ticket, steps: readonly ScriptStep[], contextLength: number): Promise<void> {
  const { request } = ticket
  const promptTokens = request.messages.reduce((sum, { text }) => sum + tokensOf(text).length + 2, 0)
  if (promptTokens >= contextLength) {
    ticket.end('error', { error: tooLong })
    return
  }
  ticket.started(promptTokens, 0)
  const answer = createAnswerText(request.stop ?? [])
  const mostTokens = Math.min(request.maxTokens, contextLength - promptTokens)
  let tokens = 0
  const finish = (reason: 'stop' | 'length') => {
    const rest = answer.end()
    ticket.delta(rest.text, tokens)
    ticket.end(rest.stopped ? 'stop' : reason)
  }
  for (const step of steps) {
    switch (step.type) {
      case 'wait':
        await step.until
        break
      case 'fail':
        ticket.end('error', { error: step.error })
        break
      case 'crash':
        ticket.end('error', { error: crashed })
        break
      case 'say':
        for (const token of tokensOf(step.text)) {
          // Readers come in between two tokens, as with a real runtime.
          await new Promise((resolve) => setImmediate(resolve))
          if (ticket.ended()) return
          tokens++
          const piece = answer.push(new TextEncoder().encode(token))
          ticket.delta(piece.text, tokens)
          if (piece.stopped) ticket.end('stop')
          else if (tokens >= mostTokens) finish('length')
        }
        break
      default:
        step satisfies never
    }
    if (ticket.ended()) return
  }
  finish('stop')
}

function tokensOf(text: string): readonly string[] {
  return text.match(/\s*\S+|\s+$/g) ?? []
}

function errorOf(health: Exclude<RuntimeHealth, { state: 'ready' }>): ShownError {
  if (health.state !== 'loading') return health.error
  return shownError(
    new AuraError('runtime-unavailable', 'The model is still loading.', { fix: 'Try again.' }),
  )
}

const crashed: ShownError = {
  kind: 'runtime-unavailable',
  message: 'The model runtime stopped unexpectedly.',
  why: 'Its process ended; it is started again by itself.',
  fix: 'Try again; if it happens again, look into the log.',
}

const tooLong: ShownError = {
  kind: 'context-too-large',
  message: 'The conversation is longer than the model can see.',
  fix: 'Shorten the message or the persona.',
}

const closed: ShownError = { kind: 'interrupted', message: 'Aura is shutting down.' }
