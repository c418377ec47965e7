import { AuraError } from '../../core/errors.ts'
import { type ChildExit, spawnRuntimeChild } from './child-process.ts'
import type { ChildMessage, ChildRequest, DeviceMemory, LoadedInfo, LoadRequest } from './protocol.ts'
import { ended } from './runtime-errors.ts'

export type DoneMessage = Extract<ChildMessage, { type: 'done' }>

/** What a request of a session hears; always ends with `done` unless the process ends first. */
export type RequestEvents = {
  readonly started: (promptTokens: number, cachedTokens: number) => void
  readonly delta: (text: string, tokens: number) => void
  readonly done: (message: DoneMessage) => void
}

/** A child process with a loaded model. */
export type Session = {
  readonly pid: number
  readonly info: LoadedInfo
  readonly generate: (request: ChildRequest, events: RequestEvents) => { readonly abort: () => void }
  /** Rejects with `runtime-unavailable` when the process ends before it answers. */
  readonly count: (texts: readonly string[]) => Promise<readonly number[]>
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
  /** Ends the process while it loads; afterwards there is `close`. */
  readonly signal: AbortSignal
  /** The process ended by itself while it loaded. */
  readonly onCrash: (pid: number, exit: ChildExit) => void
}

/** Starts a child and loads the model in it. Rejects with the child's AuraError, or `runtime-unavailable` when
 * it cannot be started or ends while loading. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const requests = new Map<number, RequestEvents>()
  const replies = new Map<number, PromiseWithResolvers<ChildMessage>>()
  const opened = Promise.withResolvers<LoadedInfo>()
  let nextId = 1

  const child = spawn(options, (message) => {
    switch (message.type) {
      case 'ready':
        return child.send({ type: 'load', load: options.load })
      case 'loaded':
        return opened.resolve(message.info)
      case 'load-failed': {
        const { kind, message: text, ...rest } = message.error
        options.onLoadFailed(message.detail)
        return opened.reject(new AuraError(kind, text, rest))
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
        replies.get(message.id)?.resolve(message)
        return void replies.delete(message.id)
      default:
        return message satisfies never
    }
  })
  options.onStarted(child.pid)
  let open = false
  const giveUp = () => {
    options.signal.removeEventListener('abort', giveUp)
    open = true
    void child.kill()
  }
  options.signal.addEventListener('abort', giveUp)
  let gone = false
  void child.exited.then((exit) => {
    if (!open) options.onCrash(child.pid, exit)
    opened.reject(ended())
    for (const reply of replies.values()) reply.reject(ended())
    replies.clear()
    gone = true
  })

  const ask = async <Type extends 'counted' | 'memory'>(
    _type: Type,
    message: (id: number) => Parameters<typeof child.send>[0],
  ): Promise<Extract<ChildMessage, { type: Type }>> => {
    if (gone) throw ended()
    const id = nextId++
    const reply = Promise.withResolvers<ChildMessage>()
    replies.set(id, reply)
    child.send(message(id))
    // The child answers a question in kind.
    return (await reply.promise) as Extract<ChildMessage, { type: Type }>
  }

  const info = await opened.promise.catch(async (error: unknown) => {
    giveUp()
    await child.exited
    throw error
  })
  options.signal.removeEventListener('abort', giveUp)
  open = true
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
    count: async (texts) => (await ask('counted', (id) => ({ type: 'count', id, texts }))).counts,
    memory: async () =>
      info.backend === 'cpu' ? undefined : (await ask('memory', (id) => ({ type: 'memory', id }))).memory,
  }
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
