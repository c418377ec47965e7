import { startSession } from '../core/account/session.ts'
import { findDaemon } from '../core/adapters/disk/daemon-lock.ts'
import type { Config } from '../core/config/config.ts'
import { AuraError } from '../core/errors.ts'
import { type Client, createClient, unwrap } from '../core/http/client.ts'
import type { Log } from '../core/log.ts'
import type { CommandContext } from './context.ts'
import { startDaemon } from './daemon.ts'
import { systemPorts } from './deps.ts'
import { loadConfig } from './load-config.ts'
import { openData } from './open-data.ts'

/** A way to the daemon of this machine, signed in as the owner. */
export type LocalDaemon = AsyncDisposable & { readonly client: Client }

/** How long a daemon that is starting is waited for, and how often it is looked at. */
const startingMs = 10_000
const lookIntervalMs = 50

/** Joins the daemon that runs on the data directory, or runs one privately until disposed. Throws `unavailable`
 * while there is no owner. */
export async function connectLocalDaemon(
  context: Pick<CommandContext, 'env' | 'dataDirectory'>,
  log: Log,
): Promise<LocalDaemon> {
  const config = loadConfig(context)
  const token = await ownerToken(config, context.env)

  await using opening = new AsyncDisposableStack()
  const origin = (await runningOrigin(config)) ?? (await startPrivately())
  const client = createClient({ origin, token })
  // Signed out before a private daemon ends; one that is gone has no session to keep.
  opening.defer(() =>
    unwrap(client.api.session.delete()).then(
      () => undefined,
      () => undefined,
    ),
  )
  const opened = opening.move()
  return { client, [Symbol.asyncDispose]: () => opened.disposeAsync() }

  async function startPrivately(): Promise<string> {
    // Only this process shall reach it, whatever the configuration says of the network.
    const alone: Config = { ...config, host: '127.0.0.1', port: 0, publicUrl: undefined }
    try {
      const daemon = await startDaemon({ config: alone, env: context.env, log, web: 'none', kind: 'chat' })
      return opening.use(daemon).origin
    } catch (error) {
      // Another one was faster in these milliseconds: join that.
      const other =
        error instanceof AuraError && error.kind === 'store-locked' && (await runningOrigin(config))
      if (other) return other
      throw error
    }
  }
}

/** A session of the owner, made by whoever may read the data directory. */
async function ownerToken(config: Config, env: CommandContext['env']): Promise<string> {
  await using data = openData(config, env, systemPorts)
  const owner = await data.store.users.findOwner()
  if (!owner)
    throw new AuraError('unavailable', 'Aura has no owner yet.', {
      why: 'The account is made once, in the browser, with the link that `aura serve` prints.',
      fix: findDaemon(config.dataDirectory)
        ? 'Open the link that `aura serve` printed; if it is older than 30 minutes, restart `aura serve`: it prints a new one.'
        : 'aura serve',
    })
  const { token } = await startSession({ ...systemPorts, store: data.store }, owner.id, 'local')
  return token
}

/** Where the running daemon listens; undefined when none runs. */
async function runningOrigin(config: Config): Promise<string | undefined> {
  for (let waitedMs = 0; waitedMs < startingMs; waitedMs += lookIntervalMs) {
    const found = findDaemon(config.dataDirectory)
    if (found !== 'starting') return found?.origin
    await Bun.sleep(lookIntervalMs)
  }
  throw new AuraError('store-locked', 'Another Aura holds the data directory but does not answer.', {
    why: `It has been starting for more than ${startingMs / 1000} seconds.`,
    fix: 'End that process, then try again.',
  })
}
