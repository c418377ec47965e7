import { AuraError } from '../../core/errors.ts'
import type { Library } from './backend.ts'
import { createChildServer } from './child-server.ts'
import { openEngine } from './open-engine.ts'
import type { ChildMessage, ParentMessage } from './protocol.ts'

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
  const serve = createChildServer(
    async (request, settlingFailed) =>
      openEngine(await loadLibrary(), request, {
        library: (text) => process.stderr.write(text),
        settlingFailed,
      }),
    (message) => void process.send?.(message),
  )
  process.on('message', (message: ParentMessage) => void serve(message))
  process.send({ type: 'ready' } satisfies ChildMessage)
  return await new Promise<never>(() => {})
}
