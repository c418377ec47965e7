import type { ChildMessage, ParentMessage } from './protocol.ts'

/** The runtime's process as the parent sees it. */
export type RuntimeChild = {
  readonly pid: number
  /** Does nothing once the process has ended. */
  readonly send: (message: ParentMessage) => void
  /** When the process has ended, however that came. Never rejects. */
  readonly exited: Promise<ChildExit>
  readonly kill: () => Promise<void>
}

export type ChildExit = {
  readonly exitCode: number | undefined
  readonly signal: string | undefined
  /** The end of what it printed: the banner of a crash, the library's warnings. Never message text. */
  readonly output: string
}

const keptOutputBytes = 64 * 1024

/** Starts the runtime. `command` is its whole argument list. */
export function spawnRuntimeChild(
  command: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  onMessage: (message: ChildMessage) => void,
): RuntimeChild {
  let running = true
  const child = Bun.spawn([...command], {
    ipc: (message: ChildMessage) => onMessage(message),
    serialization: 'json',
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: childEnvironment(env),
    onExit: () => {
      running = false
    },
  })
  const output = keepEnd([child.stdout, child.stderr], keptOutputBytes)
  const exited = child.exited.then(async () => ({
    exitCode: child.exitCode ?? undefined,
    signal: child.signalCode === null ? undefined : String(child.signalCode),
    output: await output,
  }))
  return {
    pid: child.pid,
    send(message) {
      if (!running) return
      try {
        child.send(message)
      } catch {
        // The channel closes before the process is known to have ended: `exited` tells everyone.
      }
    },
    exited,
    async kill() {
      child.kill('SIGKILL')
      await child.exited
    },
  }
}

const secret = /^AURA_.*(KEY|SECRET|TOKEN|PASSWORD)(_FILE)?$/

/** Without Bun's own variables, so that none changes what the same executable does as a child, and without
 * Aura's secrets, which native code has no business with. */
export function childEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !name.startsWith('BUN_') && !secret.test(name)) kept[name] = value
  }
  return kept
}

/** The last bytes of several streams together, as text, once all have ended. */
async function keepEnd(streams: readonly ReadableStream<Uint8Array>[], mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const chunk of stream) {
      chunks.push(chunk)
      size += chunk.length
      while (chunks[0] && size - chunks[0].length >= mostBytes) size -= chunks.shift()?.length ?? 0
    }
  }
  await Promise.all(streams.map(read))
  return Buffer.concat(chunks).subarray(-mostBytes).toString('utf8')
}
