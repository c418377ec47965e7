import type { Database } from 'bun:sqlite'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { migrate } from '../../core/adapters/sqlite/migrate.ts'
import { openDatabase } from '../../core/adapters/sqlite/open-database.ts'
import { createSqliteStore } from '../../core/adapters/sqlite/store.ts'
import { createVault } from '../../core/adapters/vault/vault.ts'
import type { Store } from '../../core/store.ts'
import type { Vault } from '../../core/vault.ts'
import { dataMigrations, keyMigrations } from '../../drizzle/migrations.ts'

export const testMasterKey = new Uint8Array(32).fill(7)

export type OpenedStore = AsyncDisposable & {
  readonly store: Store
  readonly vault: Vault
  readonly database: Database
  readonly keys: Database
}

/** The real store and vault over the files of a directory. */
export function openTestStore(directory: string, masterKey = testMasterKey): OpenedStore {
  const keys = openDatabase(join(directory, 'keys.db'))
  migrate(keys, keyMigrations, 1)
  const vault = createVault({
    keys,
    masterKey,
    clock: { now: () => 1 },
    newId: () => Bun.randomUUIDv7(),
    randomBytes: (length) => randomBytes(length),
  })
  const database = openDatabase(join(directory, 'aura.db'))
  migrate(database, dataMigrations, 1)
  const store = createSqliteStore(database, vault)
  return {
    store,
    vault,
    database,
    keys,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      keys.close()
    },
  }
}
