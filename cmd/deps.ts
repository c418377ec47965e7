import { createPasswordHasher } from '../core/adapters/bcrypt/password-hasher.ts'
import { cacheDirectory } from '../core/adapters/native-pack/cache-directory.ts'
import { createTurns } from '../core/chat/turns.ts'
import { type Clock, systemClock } from '../core/clock.ts'
import type { Config } from '../core/config/config.ts'
import type { Deps } from '../core/deps.ts'
import type { Log } from '../core/log.ts'
import type { ModelRuntime } from '../core/model-runtime.ts'
import { createModelRuntime } from './model-runtime.ts'
import { type DataPorts, openData } from './open-data.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What tests put in the place of the real thing. */
export type DepsOverrides = {
  readonly runtime?: ModelRuntime
  readonly clock?: Clock
  readonly bcryptCost?: number
}

export const systemPorts: DataPorts = {
  clock: systemClock,
  newId: () => Bun.randomUUIDv7(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
}

/** Builds everything, once. What it opened is released by disposing it: turns, then runtime, then data. */
export async function createDeps(
  config: Config,
  env: Environment,
  log: Log,
  overrides: DepsOverrides = {},
): Promise<Deps & AsyncDisposable> {
  await using opening = new AsyncDisposableStack()
  const ports = { ...systemPorts, ...(overrides.clock ? { clock: overrides.clock } : {}) }
  const { store, vault } = opening.use(openData(config, env, ports))
  const runtime = opening.use(overrides.runtime ?? createModelRuntime(config, env, log, store))
  const turns = opening.use(createTurns({ store, runtime, log, clock: ports.clock, newId: ports.newId }))
  const passwords = createPasswordHasher(
    async () => {
      const { loadBcrypt } = await import('../core/adapters/native-pack/bcrypt.ts')
      return loadBcrypt({ cacheDirectory: cacheDirectory(env), now: () => ports.clock.now() })
    },
    vault.passwordPepper(),
    overrides.bcryptCost,
  )
  const opened = opening.move()
  return {
    store,
    runtime,
    turns,
    passwords,
    ...ports,
    log,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}
