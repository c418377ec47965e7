import { AuraError, shownError } from '../../core/errors.ts'
import type { Library } from './backend.ts'
import type { Engine } from './engine.ts'
import { openEngine } from './open-engine.ts'
import type { ChildMessage, ChildRequest, LoadRequest, ParentMessage } from './protocol.ts'

/** The whole life of the runtime's child process: serves the parent over IPC, leaves when the parent does.
 * `loadLibrary` gets node-llama-cpp ready at the first load; what it throws is the answer to that load.
 * Resolves never; throws `invalid-input` when there is no parent to talk to. */
export async function runRuntimeChild(
  loadLibrary: () => Promise<Library> = () => import('node-llama-cpp'),
): Promise<never> {
  if (!process.send) {
    throw new AuraError('invalid-input', 'This command is only for Aura itself.', {
      why: 'It serves the daemon that started it, and there is none.',
      fix: 'aura serve',
    })
  }
  // A Ctrl+C in the terminal reaches the whole group: the parent decides when the child goes.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {})
  // Not process.exit: native threads may be computing, and tearing down under them crashes.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  const serve = createServer(loadLibrary, (message) => void process.send?.(message))
  process.on('message', (message: ParentMessage) => void serve(message))
  process.send({ type: 'ready' } satisfies ChildMessage)
  return await new Promise<never>(() => {})
}

/** Handles one message of the parent; never rejects. */
function createServer(
  loadLibrary: () => Promise<Library>,
  send: (message: ChildMessage) => void,
): (message: ParentMessage) => Promise<void> {
  const running = new Map<number, AbortController>()
  let engine: Engine | undefined

  async function load(request: LoadRequest): Promise<void> {
    try {
      engine = await openEngine(await loadLibrary(), request, (message) => {
        process.stderr.write(message)
      })
      send({ type: 'loaded', info: engine.info })
    } catch (error) {
      send({ type: 'load-failed', error: shownError(asAuraError(error)), detail: detailOf(error) })
    }
  }

  async function generate(id: number, request: ChildRequest): Promise<void> {
    const abort = new AbortController()
    running.set(id, abort)
    let tokens = 0
    try {
      const answer = await loaded(engine).generate(request, abort.signal, {
        started: (promptTokens, cachedTokens) => send({ type: 'started', id, promptTokens, cachedTokens }),
        delta(text, total) {
          tokens = total
          send({ type: 'delta', id, text, tokens })
        },
      })
      send({ type: 'done', id, ...answer })
    } catch (error) {
      const shown = shownError(asAuraError(error))
      send({ type: 'done', id, finishReason: 'error', tokens, error: shown, detail: detailOf(error) })
    } finally {
      running.delete(id)
    }
  }

  return async (message) => {
    switch (message.type) {
      case 'load':
        return load(message.load)
      case 'generate':
        return generate(message.id, message.request)
      case 'abort':
        return running.get(message.id)?.abort()
      case 'count':
        return send({ type: 'counted', id: message.id, counts: loaded(engine).countTokens(message.texts) })
      case 'memory':
        return send({ type: 'memory', id: message.id, memory: await loaded(engine).memory() })
      default:
        return message satisfies never
    }
  }
}

function loaded(engine: Engine | undefined): Engine {
  if (!engine) throw new Error('The parent asked before the model was loaded')
  return engine
}

function asAuraError(error: unknown): AuraError {
  if (error instanceof AuraError) return error
  return new AuraError('runtime-unavailable', 'The model runtime failed.', {
    why: 'Computing the answer did not succeed.',
    fix: 'Try again; if it happens again, look into the log.',
    cause: error,
  })
}

/** For the log: the chain of messages behind an error. */
function detailOf(error: unknown): string {
  const lines: string[] = []
  for (let at = error; at instanceof Error && lines.length < 5; at = at.cause)
    lines.push(`${at.name}: ${at.message}`)
  return lines.join(' ← ')
}
