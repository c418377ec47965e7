import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { prepareDataDirectory } from '../core/adapters/disk/data-directory.ts'
import {
  masterKeyFileExists,
  readMasterKeyFile,
  writeMasterKeyFile,
} from '../core/adapters/disk/master-key-file.ts'
import { migrate } from '../core/adapters/sqlite/migrate.ts'
import { openDatabase } from '../core/adapters/sqlite/open-database.ts'
import { createSqliteStore } from '../core/adapters/sqlite/store.ts'
import { keyLength } from '../core/adapters/vault/cell.ts'
import { createVault } from '../core/adapters/vault/vault.ts'
import type { Clock } from '../core/clock.ts'
import type { Config } from '../core/config/config.ts'
import { parseMasterKey } from '../core/config/master-key.ts'
import { AuraError } from '../core/errors.ts'
import type { NewId } from '../core/ids.ts'
import type { RandomBytes } from '../core/random.ts'
import type { Store } from '../core/store.ts'
import type { Vault } from '../core/vault.ts'
import { dataMigrations, keyMigrations } from '../drizzle/migrations.ts'

export type OpenData = AsyncDisposable & { readonly store: Store; readonly vault: Vault }

export type DataPorts = { readonly clock: Clock; readonly newId: NewId; readonly randomBytes: RandomBytes }

type Environment = Readonly<Record<string, string | undefined>>

/** Opens the data directory: makes it at the first start, brings both databases to the newest shape, unlocks the
 * keys. Works while a daemon runs. Throws an AuraError that says what is wrong with it. */
export function openData(config: Config, env: Environment, ports: DataPorts): OpenData {
  const { dataDirectory } = config
  prepareDataDirectory(dataDirectory)
  refuseLostKeys(dataDirectory)
  const masterKey = masterKeyOf(config, env, ports.randomBytes)

  const keys = openDatabase(keysFile(dataDirectory))
  try {
    migrate(keys, keyMigrations, ports.clock.now(), 'keep no copy')
    const vault = createVault({ keys, masterKey, ...ports })
    const database = openDatabase(dataFile(dataDirectory))
    try {
      migrate(database, dataMigrations, ports.clock.now())
      const store = createSqliteStore(database, vault)
      return {
        store,
        vault,
        async [Symbol.asyncDispose]() {
          await store[Symbol.asyncDispose]()
          keys.close()
        },
      }
    } catch (error) {
      database.close()
      throw error
    }
  } catch (error) {
    keys.close()
    throw error
  }
}

export const dataFile = (dataDirectory: string) => join(dataDirectory, 'aura.db')
export const keysFile = (dataDirectory: string) => join(dataDirectory, 'keys.db')
export const masterKeyFile = (dataDirectory: string) => join(dataDirectory, 'master.key')

/** Data without its keys is never given new ones: they would open nothing of it. */
function refuseLostKeys(dataDirectory: string): void {
  if (!existsSync(dataFile(dataDirectory)) || existsSync(keysFile(dataDirectory))) return
  throw new AuraError('store-unreadable', 'The keys of this data are missing.', {
    why: `${keysFile(dataDirectory)} is gone; without it nothing that people wrote can be read.`,
    fix: 'Stop Aura and put the copy of keys.db back.',
  })
}

/** From AURA_MASTER_KEY, the configured file, a systemd credential, or `master.key` of the data directory, which
 * is made when there is no data yet. */
function masterKeyOf(config: Config, env: Environment, randomBytes: RandomBytes): Uint8Array {
  if (env.AURA_MASTER_KEY) return parseMasterKey(env.AURA_MASTER_KEY, 'AURA_MASTER_KEY')
  const credential = env.CREDENTIALS_DIRECTORY && join(env.CREDENTIALS_DIRECTORY, 'aura-master-key')
  const elsewhere =
    config.masterKeyFile ?? (credential && masterKeyFileExists(credential) ? credential : undefined)
  const file = elsewhere ?? masterKeyFile(config.dataDirectory)
  const isFirstStart =
    !existsSync(keysFile(config.dataDirectory)) && !existsSync(dataFile(config.dataDirectory))
  if (!elsewhere && isFirstStart && !masterKeyFileExists(file))
    writeMasterKeyFile(file, randomBytes(keyLength))
  return parseMasterKey(readMasterKeyFile(file), file)
}
