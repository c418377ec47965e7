import { AuraError, shownError } from '../../core/errors.ts'
import type { Engine } from './engine.ts'
import type { ChildMessage, ChildRequest, LoadRequest, ParentMessage } from './protocol.ts'

/** Handles one message of the parent after the other, and answers what fails with a failure; never rejects.
 * `open` loads a model; what it throws is the answer to that load. */
export function createChildServer(
  open: (request: LoadRequest, settlingFailed: (error: unknown) => void) => Promise<Engine>,
  send: (message: ChildMessage) => void,
): (message: ParentMessage) => Promise<void> {
  const running = new Map<number, AbortController>()
  let engine: Engine | undefined

  async function load(request: LoadRequest): Promise<void> {
    try {
      engine = await open(request, (error) => send({ type: 'settling-failed', detail: detailOf(error) }))
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

  async function reply(id: number, answer: () => Promise<ChildMessage>): Promise<void> {
    try {
      send(await answer())
    } catch (error) {
      send({ type: 'failed', id, error: shownError(asAuraError(error)), detail: detailOf(error) })
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
        return reply(message.id, async () => ({
          type: 'counted',
          id: message.id,
          counts: loaded(engine).countTokens(message.texts),
        }))
      case 'memory':
        return reply(message.id, async () => ({
          type: 'memory',
          id: message.id,
          memory: await loaded(engine).memory(),
        }))
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
