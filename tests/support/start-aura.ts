import { type Daemon, startDaemon } from '../../cmd/daemon.ts'
import type { User } from '../../core/account/account.ts'
import { startSession } from '../../core/account/session.ts'
import type { Clock } from '../../core/clock.ts'
import { readConfig } from '../../core/config/config.ts'
import { type Client, createClient, unwrap } from '../../core/http/client.ts'
import type { LogEntry } from '../../core/log.ts'
import type { ModelRuntime } from '../../core/model-runtime.ts'
import { createScriptedRuntime, type Script } from '../../models/scripted/scripted-runtime.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** The lowest cost that bcrypt takes: tests do not guess passwords. */
const testBcryptCost = 4

export type AuraUnderTest = AsyncDisposable & {
  readonly daemon: Daemon
  readonly origin: string
  readonly dataDirectory: string
  /** What was logged so far. */
  readonly logged: readonly LogEntry[]
  /** Makes the owner the way a person does, through the printed link, and returns a signed-in client. */
  readonly signUp: () => Promise<SignedUp>
  /** Stops the daemon and starts it again over the same data. */
  readonly restart: () => Promise<void>
}

export type SignedUp = { readonly client: Client; readonly token: string; readonly user: User }

export type StartOptions = {
  readonly script?: Script
  readonly runtime?: ModelRuntime
  readonly web?: 'files' | 'none'
  readonly clock?: Clock
}

/** A whole daemon in this process, on a free port, over a directory of its own; its runtime says what the script
 * tells. */
export async function startAura(options: StartOptions = {}): Promise<AuraUnderTest> {
  const directory = temporaryDirectory()
  const logged: LogEntry[] = []
  const config = readConfig({ dataDirectory: directory.path, flags: { port: '0' }, env: {}, toml: undefined })
  const start = () =>
    startDaemon({
      config,
      env: { ...process.env, AURA_MASTER_KEY: undefined },
      log: (entry) => logged.push(entry),
      web: options.web ?? 'none',
      overrides: {
        runtime:
          options.runtime ??
          createScriptedRuntime(options.script ?? (() => [{ type: 'say', text: 'Hello.' }])),
        bcryptCost: testBcryptCost,
        ...(options.clock ? { clock: options.clock } : {}),
      },
    })
  let daemon = await start()
  return {
    get daemon() {
      return daemon
    },
    get origin() {
      return daemon.origin
    },
    dataDirectory: directory.path,
    logged,
    signUp: () => signUp(daemon),
    async restart() {
      await daemon[Symbol.asyncDispose]()
      daemon = await start()
    },
    async [Symbol.asyncDispose]() {
      await daemon[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}

/** What a person types on the first page. */
export const owner = {
  email: 'ana@example.org',
  name: 'Ana',
  password: 'correct horse battery',
  timeZone: 'Europe/Berlin',
} as const

async function signUp({ origin, setupUrl, deps }: Daemon): Promise<SignedUp> {
  const token = new URL(setupUrl ?? '').hash.slice(1)
  const anonymous = createClient({ origin })
  await unwrap(anonymous.api.setup.post({ ...owner, token }))
  const user = await deps.store.users.findOwner()
  if (!user) throw new Error('the set-up made no owner')
  const session = await startSession(deps, user.id, 'local')
  return { client: createClient({ origin, token: session.token }), token: session.token, user }
}
