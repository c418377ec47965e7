import { setTimeout } from 'node:timers/promises'
import { aborted } from '../../core/aborted.ts'
import { type Clock, systemClock } from '../../core/clock.ts'
import { AuraError, shownError } from '../../core/errors.ts'
import type { GenerateRequest, ModelRuntime, RuntimeHealth } from '../../core/model-runtime.ts'
import { createAdmissionQueue } from '../answer/admission.ts'
import { createTicket, type Ticket } from '../answer/ticket.ts'
import { readModelHeader } from '../gguf/header.ts'
import type { ChildExit } from './child-process.ts'
import type { ChildRequest, GpuMode } from './protocol.ts'
import { createRestartPolicy } from './restart-policy.ts'
import { cannotChoose, ended, keepsCrashing, noModel, shutDown } from './runtime-errors.ts'
import { isSame, type ModelVersion, pinVersion, type SelectedModel } from './selected-model.ts'
import { openSession, type Session, type Wait } from './session.ts'

/** What happened to the runtime, for the log. Never message text. */
export type RuntimeLogEntry =
  | { readonly event: 'started'; readonly model: string; readonly pid: number }
  | { readonly event: 'loaded'; readonly model: string; readonly pid: number; readonly durationMs: number }
  | { readonly event: 'load-failed'; readonly model: string; readonly detail: string }
  | { readonly event: 'crashed'; readonly model: string; readonly pid: number; readonly exit: ChildExit }
  /** Computing ahead after an answer; the next one takes longer. */
  | { readonly event: 'settling-failed'; readonly model: string; readonly detail: string }
  | { readonly event: 'request-failed'; readonly model: string; readonly detail: string }

export type LlamaRuntimeOptions = {
  /** Argument list of the child: this executable and its hidden subcommand. */
  readonly command: readonly string[]
  /** Environment of the child; Bun's own variables are left out. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Asked before each request, so it must be cheap. Undefined when no model was ever chosen; rejects with an
   * AuraError when the chosen one cannot be had. */
  readonly selectModel: () => Promise<SelectedModel | undefined>
  readonly gpu: GpuMode
  readonly threads?: number | undefined
  readonly contextLength?: number | undefined
  readonly parallel?: number | undefined
  readonly log: (entry: RuntimeLogEntry) => void
  readonly clock?: Clock
  /** Waits between restarts. */
  readonly sleep?: (ms: number) => Promise<void>
  /** Limits how long the child may take over a question. */
  readonly wait?: Wait
}

type State =
  | { readonly type: 'closed' }
  | { readonly type: 'loading'; readonly model: ModelVersion }
  | { readonly type: 'open'; readonly model: ModelVersion; readonly session: Session }
  | { readonly type: 'failed'; readonly model: ModelVersion; readonly error: AuraError }

/** Someone who needs the loaded model without taking a place in it. */
type Visitor = { readonly resolve: (session: Session) => void; readonly reject: (error: AuraError) => void }

/** Runs GGUF models with llama.cpp in a child process. Nothing is loaded before the first request or `start`;
 * a crashed child is started again, and a newly chosen model is loaded once the running answers have ended. */
export function createLlamaRuntime(options: LlamaRuntimeOptions): ModelRuntime {
  const clock = options.clock ?? systemClock
  const sleep = options.sleep ?? Bun.sleep
  const restarts = createRestartPolicy()
  const waiting = createAdmissionQueue<Ticket>()
  const running = new Map<Ticket, { readonly abort: () => void }>()
  let visitors: Visitor[] = []
  let state: State = { type: 'closed' }
  let wanted: ModelVersion | undefined
  let loading: Promise<void> | undefined
  let lastLookUp: Promise<unknown> = Promise.resolve()
  const closing = new AbortController()

  // --- choosing and loading

  async function select(): Promise<ModelVersion> {
    if (closing.signal.aborted) throw shutDown()
    const model = await options.selectModel().catch((cause: unknown) => {
      throw unlessShown(cause, cannotChoose)
    })
    if (!model) throw noModel()
    const pinned = await pinVersion(model)
    wanted = pinned
    return pinned
  }

  /** Looks up one after the other, so that requests queue in the order they came. */
  function selectInOrder(): Promise<ModelVersion> {
    const lookUp = lastLookUp.then(select)
    lastLookUp = lookUp.catch(() => undefined)
    return lookUp
  }

  /** The error if it is one that may be shown; else a showable one, after the log got what lies behind it. */
  function unlessShown(error: unknown, shown: (cause: unknown) => AuraError): AuraError {
    if (error instanceof AuraError) return error
    options.log({ event: 'request-failed', model: wanted?.name ?? '', detail: String(error) })
    return shown(error)
  }

  /** Gives places to those who wait, after loading the wanted model if another or none is loaded. */
  function pump(): void {
    if (closing.signal.aborted) refuseAll(shutDown())
    if (loading || !wanted) return
    if (waiting.list().length === 0 && visitors.length === 0) return
    if (state.type === 'open' && isSame(state.model, wanted)) {
      admit(state.session)
    } else if (running.size > 0) {
      // Running answers keep their model until they end.
      announce()
    } else {
      loading = load(wanted).finally(() => {
        loading = undefined
        pump()
      })
    }
  }

  async function load(model: ModelVersion): Promise<void> {
    const before = state
    state = { type: 'loading', model }
    try {
      if (before.type === 'open') await before.session.close()
      await waitForRestart()
      await readModelHeader(model.path)
      const session = await open(model)
      if (closing.signal.aborted) return await session.close()
      state = { type: 'open', model, session }
      void session.exited.then((exit) => onExit(model, session, exit))
    } catch (thrown) {
      const error = unlessShown(thrown, ended)
      state = { type: 'failed', model, error }
      refuseAll(error)
    }
  }

  async function waitForRestart(): Promise<void> {
    const delay = restarts.delayMs(clock.now())
    if (delay === 'given-up') throw keepsCrashing()
    if (delay > 0) await Promise.race([sleep(delay), aborted(closing.signal)])
    if (closing.signal.aborted) throw shutDown()
  }

  async function open(model: ModelVersion): Promise<Session> {
    const startedAt = clock.now()
    const session = await openSession({
      command: options.command,
      env: options.env,
      load: {
        modelPath: model.path,
        gpu: options.gpu,
        threads: options.threads,
        contextLength: options.contextLength,
        parallel: options.parallel,
      },
      signal: closing.signal,
      wait: options.wait ?? systemWait,
      onStarted: (pid) => options.log({ event: 'started', model: model.name, pid }),
      onLoadFailed: (detail) => options.log({ event: 'load-failed', model: model.name, detail }),
      onSettlingFailed: (detail) => options.log({ event: 'settling-failed', model: model.name, detail }),
      onReplyFailed: (detail) => options.log({ event: 'request-failed', model: model.name, detail }),
      onCrash(pid, exit) {
        restarts.crashed(clock.now())
        options.log({ event: 'crashed', model: model.name, pid, exit })
      },
    })
    const durationMs = clock.now() - startedAt
    options.log({ event: 'loaded', model: model.name, pid: session.pid, durationMs })
    return session
  }

  function onExit(model: ModelVersion, session: Session, exit: ChildExit): void {
    // Closed by us.
    if (state.type !== 'open' || state.session !== session) return
    options.log({ event: 'crashed', model: model.name, pid: session.pid, exit })
    restarts.crashed(clock.now())
    state = { type: 'closed' }
    const error = shownError(ended())
    for (const ticket of running.keys()) ticket.end('error', { error })
    running.clear()
    // Ready again before anybody asks.
    visitors.push({ resolve() {}, reject() {} })
    pump()
  }

  function refuseAll(error: AuraError): void {
    for (let ticket = waiting.take(); ticket; ticket = waiting.take()) {
      ticket.end('error', { error: shownError(error) })
    }
    const refused = visitors
    visitors = []
    for (const visitor of refused) visitor.reject(error)
  }

  // --- requests

  function admit(session: Session): void {
    const welcome = visitors
    visitors = []
    for (const visitor of welcome) visitor.resolve(session)
    while (running.size < session.info.parallel) {
      const ticket = waiting.take()
      if (!ticket) break
      running.set(ticket, session.generate(childRequest(ticket.request), eventsOf(ticket)))
    }
    announce()
  }

  function announce(): void {
    for (const [index, ticket] of waiting.list().entries()) ticket.queued(index + 1)
  }

  function eventsOf(ticket: Ticket): Parameters<Session['generate']>[1] {
    return {
      started: ticket.started,
      delta: ticket.delta,
      done({ finishReason, tokens, error, detail }) {
        running.delete(ticket)
        if (detail !== undefined) {
          options.log({ event: 'request-failed', model: wanted?.name ?? '', detail })
        }
        ticket.end(finishReason, { tokens, ...(error === undefined ? {} : { error }) })
        pump()
      },
    }
  }

  async function submit(ticket: Ticket): Promise<void> {
    try {
      await selectInOrder()
    } catch (error) {
      return ticket.end('error', { error: shownError(unlessShown(error, ended)) })
    }
    if (ticket.ended()) return
    waiting.add(ticket, ticket.request.priority === 'background')
    pump()
  }

  /** Ends the request for its reader at once; its place is free when the child says so. */
  function abort(ticket: Ticket): void {
    if (ticket.ended()) return
    ticket.end('aborted')
    if (waiting.remove(ticket)) pump()
    running.get(ticket)?.abort()
  }

  async function* generate(ticket: Ticket, signal: AbortSignal) {
    const onAbort = () => abort(ticket)
    signal.addEventListener('abort', onAbort)
    try {
      if (signal.aborted) onAbort()
      else void submit(ticket)
      yield* ticket.events()
    } finally {
      signal.removeEventListener('abort', onAbort)
      abort(ticket)
    }
  }

  // --- the port

  async function session(): Promise<Session> {
    await select()
    return await new Promise<Session>((resolve, reject) => {
      visitors.push({ resolve, reject })
      pump()
    })
  }

  async function health(): Promise<RuntimeHealth> {
    let model: ModelVersion
    try {
      model = await select()
    } catch (error) {
      return { state: 'no-model', error: shownError(unlessShown(error, ended)) }
    }
    if (state.type === 'failed' && isSame(state.model, model)) {
      return { state: 'failed', model: model.name, error: shownError(state.error) }
    }
    if (state.type !== 'open' || !isSame(state.model, model)) return { state: 'loading', model: model.name }
    const { info, memory } = state.session
    const free = await memory().catch(() => undefined)
    return { state: 'ready', model: model.name, ...info, ...free }
  }

  return {
    generate: (request, signal) => generate(createTicket(request, clock, clock.now()), signal),
    async countTokens(texts) {
      try {
        return await (await session()).count(texts)
      } catch (error) {
        throw unlessShown(error, ended)
      }
    },
    health,
    async start({ anew = false } = {}) {
      if (anew) restarts.forgive()
      // How it went is what health says.
      await session().catch(() => undefined)
      return await health()
    },
    async [Symbol.asyncDispose]() {
      if (closing.signal.aborted) return
      closing.abort()
      for (const ticket of running.keys()) ticket.end('error', { error: shownError(shutDown()) })
      refuseAll(shutDown())
      await loading
      if (state.type === 'open') {
        const { session } = state
        state = { type: 'closed' }
        await session.close()
      }
    },
  }
}

function childRequest(request: GenerateRequest): ChildRequest {
  return {
    messages: request.messages,
    maxTokens: request.maxTokens,
    sampling: request.sampling,
    stop: request.stop ?? [],
    responseSchema: request.responseSchema,
    cacheKey: request.cacheKey,
    background: request.priority === 'background',
  }
}

const systemWait: Wait = async (ms, signal) => {
  try {
    // A limit alone keeps no process alive.
    await setTimeout(ms, undefined, { signal, ref: false })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
