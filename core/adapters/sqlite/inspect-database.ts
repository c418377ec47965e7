import { constants, Database } from 'bun:sqlite'
import { existsSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { Migration } from '../../../drizzle/migrations.ts'
import { AuraError } from '../../errors.ts'
import { appliedMigrations, checkApplied } from './migrate.ts'
import { storeError } from './store-error.ts'

/** Reads a whole database and changes nothing: not its shape, not the files beside it. Returns how many steps it
 * lacks of the newest shape. Throws `store-newer` or `store-unreadable` for what this program cannot use. */
export function inspectDatabase(file: string, migrations: readonly Migration[]): number {
  try {
    using database = openForReading(file)
    const faults = database.query<{ quick_check: string }, []>('PRAGMA quick_check(1)').all()
    if (faults[0]?.quick_check !== 'ok') throw damaged(file)
    const isShaped = database.query("SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'").get()
    const applied = isShaped ? appliedMigrations(database) : []
    checkApplied(applied, migrations)
    return migrations.length - applied.length
  } catch (error) {
    throw storeError(error)
  }
}

function openForReading(file: string): Database {
  // Nobody has it open: even a reader would leave a write-ahead log behind, unless told that nothing changes.
  if (!existsSync(`${file}-wal`))
    return new Database(
      `${pathToFileURL(file).href}?immutable=1`,
      constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI,
    )
  return new Database(file, { readonly: true })
}

function damaged(file: string): AuraError {
  return new AuraError('store-unreadable', 'The database is damaged.', {
    why: `Parts of ${file} contradict each other.`,
    fix: 'Stop Aura, keep the damaged files, and restore the last backup.',
  })
}
