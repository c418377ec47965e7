import { createSetupLink } from '../core/account/set-up-owner.ts'
import { type DaemonAddress, lockDaemon } from '../core/adapters/disk/daemon-lock.ts'
import { prepareDataDirectory } from '../core/adapters/disk/data-directory.ts'
import type { Config } from '../core/config/config.ts'
import type { Deps } from '../core/deps.ts'
import { startServer } from '../core/http/server.ts'
import type { Log } from '../core/log.ts'
import { version } from '../package.json' with { type: 'json' }
import { createDeps, type DepsOverrides } from './deps.ts'
import { loadWeb, type Web } from './web.ts'

export type Daemon = AsyncDisposable & {
  /** Where it listens. */
  readonly origin: string
  readonly deps: Deps
  /** Address of the page that makes the owner; undefined when there is one. */
  readonly setupUrl: string | undefined
}

export type DaemonOptions = {
  readonly config: Config
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: Log
  readonly overrides?: DepsOverrides
  /** `files`: the web UI as built; `hot`: rebuilt as its sources change (development); `none`: the API alone. */
  readonly web: 'files' | 'hot' | 'none'
  /** Who runs it, told to those who find the data directory taken. `serve` when not given. */
  readonly kind?: DaemonAddress['kind']
}

/** The whole daemon: takes the data directory, ends what a crash left running, listens, and begins to load the
 * model. Throws an AuraError when it cannot; what was opened until then is released. */
export async function startDaemon({
  config,
  env,
  log,
  overrides,
  web,
  kind = 'serve',
}: DaemonOptions): Promise<Daemon> {
  await using opening = new AsyncDisposableStack()
  prepareDataDirectory(config.dataDirectory)
  const lock = opening.use(lockDaemon(config.dataDirectory))
  const deps = opening.use(await createDeps(config, env, log, overrides))

  const now = deps.clock.now()
  const interrupted = await deps.store.turns.interruptRunning(now)
  if (interrupted > 0) log({ level: 'warn', event: 'turns interrupted by the last end', count: interrupted })
  await deps.store.sessions.deleteExpired(now)

  const loadedWeb: Web = await loadWeb(web)
  const server = startServer({
    deps: { ...deps, version },
    host: config.host,
    port: config.port,
    publicUrl: config.publicUrl,
    web: loadedWeb.assets,
    ...(loadedWeb.developmentRoutes ? { developmentRoutes: loadedWeb.developmentRoutes } : {}),
  })
  opening.use(server)
  // Disposed in reverse: turns end first, so that every reader hears the end of its turn before its connection
  // is cut, and only then come the server, the runtime and the data.
  opening.use(deps.turns)
  lock.announce({ origin: server.origin, pid: process.pid, version, kind })
  const token = await createSetupLink(deps)
  const opened = opening.move()
  void deps.runtime.start()
  return {
    origin: server.origin,
    deps,
    setupUrl: token && `${config.publicUrl ?? server.origin}/setup#${token}`,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
