import { auraBinary } from './binary.ts'
import { bareEnv } from './run-aura.ts'
import { owner } from './start-aura.ts'

export type SpawnedDaemon = AsyncDisposable & {
  readonly origin: string
  readonly setupUrl: string | null
  readonly pid: number
  readonly kill: (signal: NodeJS.Signals) => void
  /** The exit code, once it has ended. */
  readonly exited: Promise<number>
  /** What it logged, once it has ended. */
  readonly log: Promise<string>
}

/** Starts the executable as `aura serve` on a free port, with nothing in its environment but a home, and waits until
 * it says where it is. */
export async function spawnDaemon(
  place: { readonly home: string; readonly cwd: string },
  flags: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<SpawnedDaemon> {
  const child = Bun.spawn([await auraBinary(), 'serve', '--port', '0', '--json', ...flags], {
    cwd: place.cwd,
    env: { ...bareEnv(place.home), AURA_THREADS: '1', ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const log = child.stderr.text()
  const { value } = await child.stdout.getReader().read()
  const line = new TextDecoder().decode(value)
  if (!line.startsWith('{"ok":true')) throw new Error(`aura serve did not start: ${line}${await log}`)
  const { origin, setupUrl } = JSON.parse(line).data as { origin: string; setupUrl: string | null }
  return {
    origin,
    setupUrl,
    pid: child.pid,
    kill: (signal) => child.kill(signal),
    exited: child.exited,
    log,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await child.exited
    },
  }
}

/** Makes the owner through the printed link and returns the session's token. */
export async function signUpAt({ origin, setupUrl }: SpawnedDaemon): Promise<string> {
  const token = new URL(setupUrl ?? '').hash.slice(1)
  const answer = await fetch(`${origin}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...owner, token }),
  })
  const cookie = answer.headers.getSetCookie()[0] ?? ''
  return /^aura_session=([\w-]{43});/.exec(cookie)?.[1] ?? ''
}
