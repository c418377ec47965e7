import { AuraError, errorShown } from '../../core/errors.ts'
import { type ChildExit, spawnRuntimeChild } from './child-process.ts'
import type {
  ChildMessage,
  ChildRequest,
  DeviceMemory,
  LoadedInfo,
  LoadRequest,
  ParentMessage,
} from './protocol.ts'
import { doesNotAnswer, ended } from './runtime-errors.ts'

export type DoneMessage = Extract<ChildMessage, { type: 'done' }>

/** What a request of a session hears; always ends with `done` unless the process ends first. */
export type RequestEvents = {
  readonly started: (promptTokens: number, cachedTokens: number) => void
  readonly delta: (text: string, tokens: number) => void
  readonly done: (message: DoneMessage) => void
}

type Reply = Extract<ChildMessage, { type: 'counted' | 'memory' }>

/** Waits this long, in ms, or until the signal; never rejects. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>

/** Far more than a child needs that computes at the same time. */
const countLimitMs = 30_000
/** Whoever looks at the runtime's health waits for this. */
const memoryLimitMs = 2_000

/** A child process with a loaded model. */
export type Session = {
  readonly pid: number
  readonly info: LoadedInfo
  readonly generate: (request: ChildRequest, events: RequestEvents) => { readonly abort: () => void }
  /** Rejects with the child's AuraError, or `runtime-unavailable` when the process ends before it answers or
   * takes longer than it may. */
  readonly count: (texts: readonly string[]) => Promise<readonly number[]>
  /** Rejects as `count` does. */
  readonly memory: () => Promise<DeviceMemory | undefined>
  /** Never rejects. */
  readonly exited: Promise<ChildExit>
  readonly close: () => Promise<void>
}

export type SessionOptions = {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly load: LoadRequest
  readonly onStarted: (pid: number) => void
  readonly onLoadFailed: (detail: string) => void
  readonly onSettlingFailed: (detail: string) => void
  /** The child could not answer `count` or `memory`. */
  readonly onReplyFailed: (detail: string) => void
  /** Ends the process while it loads; afterwards there is `close`. */
  readonly signal: AbortSignal
  /** Limits how long a reply is waited for. */
  readonly wait: Wait
  /** The process ended by itself while it loaded. */
  readonly onCrash: (pid: number, exit: ChildExit) => void
}

/** Starts a child and loads the model in it. Rejects with the child's AuraError, or `runtime-unavailable` when
 * it cannot be started or ends while loading. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const requests = new Map<number, RequestEvents>()
  const replies = new Map<number, PromiseWithResolvers<Reply>>()
  const opened = Promise.withResolvers<LoadedInfo>()
  let nextId = 1

  const child = spawn(options, (message) => {
    switch (message.type) {
      case 'ready':
        return child.send({ type: 'load', load: options.load })
      case 'loaded':
        return opened.resolve(message.info)
      case 'load-failed': {
        options.onLoadFailed(message.detail)
        return opened.reject(errorShown(message.error))
      }
      case 'started':
        return requests.get(message.id)?.started(message.promptTokens, message.cachedTokens)
      case 'delta':
        return requests.get(message.id)?.delta(message.text, message.tokens)
      case 'done':
        requests.get(message.id)?.done(message)
        return void requests.delete(message.id)
      case 'counted':
      case 'memory':
        return replies.get(message.id)?.resolve(message)
      case 'settling-failed':
        return options.onSettlingFailed(message.detail)
      case 'failed': {
        options.onReplyFailed(message.detail)
        return replies.get(message.id)?.reject(errorShown(message.error))
      }
      default:
        return message satisfies never
    }
  })
  options.onStarted(child.pid)
  let phase: 'opening' | 'given-up' | 'open' = 'opening'
  const giveUp = () => {
    options.signal.removeEventListener('abort', giveUp)
    phase = 'given-up'
    void child.kill()
  }
  options.signal.addEventListener('abort', giveUp)
  let gone = false
  void child.exited.then((exit) => {
    if (phase === 'opening') options.onCrash(child.pid, exit)
    opened.reject(ended())
    for (const reply of replies.values()) reply.reject(ended())
    gone = true
  })

  const ask = async (question: (id: number) => ParentMessage, limitMs: number): Promise<Reply> => {
    if (gone) throw ended()
    const id = nextId++
    const reply = Promise.withResolvers<Reply>()
    const answered = new AbortController()
    replies.set(id, reply)
    child.send(question(id))
    const tooLong = options.wait(limitMs, answered.signal).then(() => {
      if (!answered.signal.aborted) throw doesNotAnswer()
      return reply.promise
    })
    try {
      return await Promise.race([reply.promise, tooLong])
    } finally {
      replies.delete(id)
      answered.abort()
    }
  }

  const info = await opened.promise.catch(async (error: unknown) => {
    giveUp()
    await child.exited
    throw error
  })
  options.signal.removeEventListener('abort', giveUp)
  phase = 'open'
  return {
    pid: child.pid,
    info,
    exited: child.exited,
    close: child.kill,
    generate(request, events) {
      const id = nextId++
      requests.set(id, events)
      child.send({ type: 'generate', id, request })
      return { abort: () => child.send({ type: 'abort', id }) }
    },
    async count(texts) {
      const reply = await ask((id) => ({ type: 'count', id, texts }), countLimitMs)
      return expectReply(reply, 'counted').counts
    },
    async memory() {
      if (info.backend === 'cpu') return undefined
      const reply = await ask((id) => ({ type: 'memory', id }), memoryLimitMs)
      return expectReply(reply, 'memory').memory
    },
  }
}

function expectReply<Type extends Reply['type']>(reply: Reply, type: Type): Extract<Reply, { type: Type }> {
  const isExpected = (given: Reply): given is Extract<Reply, { type: Type }> => given.type === type
  if (!isExpected(reply)) throw ended(new Error(`The child answered ${reply.type} where ${type} was asked`))
  return reply
}

function spawn(options: SessionOptions, onMessage: (message: ChildMessage) => void) {
  try {
    return spawnRuntimeChild(options.command, options.env, onMessage)
  } catch (cause) {
    throw new AuraError('runtime-unavailable', 'The model runtime cannot be started.', {
      why: 'The system refused to start another process.',
      fix: 'aura doctor',
      cause,
    })
  }
}
