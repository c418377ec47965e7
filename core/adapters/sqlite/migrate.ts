import type { Database } from 'bun:sqlite'
import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import type { Migration } from '../../../drizzle/migrations.ts'
import { AuraError } from '../../errors.ts'
import { write } from './open-database.ts'
import { storeError } from './store-error.ts'

type Applied = { readonly number: number; readonly name: string; readonly sha256: string }

/** Brings a database to the newest shape: each missing step in a transaction of its own, after a copy of the
 * file as it was (never of keys: a copy would outlive their destruction). Two processes may do this at once.
 * Returns the numbers applied here. Throws `store-newer` for a database of a newer Aura, and `store-unreadable`
 * when a step that was applied is not the one in this program. */
export function migrate(
  database: Database,
  migrations: readonly Migration[],
  now: number,
  copy: 'keep a copy' | 'keep no copy' = 'keep a copy',
): readonly number[] {
  write(database, () => {
    database.run(
      'CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
    )
  })
  const before = appliedMigrations(database)
  checkApplied(before, migrations)
  if (before.length === migrations.length) return []
  if (before.length > 0 && copy === 'keep a copy') copyBefore(database, before.length)
  return migrations.filter((migration) => apply(database, migration, now)).map(({ number }) => number)
}

/** Applies one step unless it is there already: another process may have been faster. */
function apply(database: Database, migration: Migration, now: number): boolean {
  return write(database, () => {
    if (appliedMigrations(database).some(({ number }) => number === migration.number)) return false
    database.run(migration.sql)
    database
      .query('INSERT INTO schema_migrations (number, name, sha256, applied_at) VALUES (?, ?, ?, ?)')
      .run(migration.number, migration.name, hashOf(migration), now)
    return true
  })
}

/** The file that holds the database as it was before the migrations after `number`. */
export function copyBeforeMigration(databaseFile: string, number: number): string {
  return `${databaseFile}.before-${String(number + 1).padStart(4, '0')}`
}

/** The steps that a database has seen, in order. */
export function appliedMigrations(database: Database): readonly Applied[] {
  return database
    .query<Applied, []>('SELECT number, name, sha256 FROM schema_migrations ORDER BY number')
    .all()
}

/** Throws `store-newer` or `store-unreadable` as `migrate` does. */
export function checkApplied(applied: readonly Applied[], migrations: readonly Migration[]): void {
  if (applied.length > migrations.length)
    throw new AuraError('store-newer', 'The data was written by a newer Aura.', {
      why: `It has ${applied.length} migrations; this program knows ${migrations.length}.`,
      fix: 'Install the newer version again. Going back needs the backup made before the upgrade.',
    })
  for (const [index, row] of applied.entries()) {
    const migration = migrations[index]
    if (migration && row.number === migration.number && row.sha256 === hashOf(migration)) continue
    throw new AuraError('store-unreadable', 'The database was shaped by another program.', {
      why: `Its migration ${row.number} (${row.name}) is not the one of this program.`,
      fix: 'Use the Aura that made it, or restore a backup.',
    })
  }
}

/** Copies the database as it is before `number + 1`. A copy that is there stays: another process that upgrades at the
 * same moment made it, or an upgrade that failed, and it is older than what is here now. */
function copyBefore(database: Database, number: number): void {
  const copy = copyBeforeMigration(database.filename, number)
  const temporary = `${copy}.${process.pid}.new`
  try {
    if (existsSync(copy)) return
    rmSync(temporary, { force: true })
    database.query('VACUUM INTO ?').run(temporary)
    // Migrated meanwhile by another process, which made the copy before: this one would be of the new shape.
    if (appliedMigrations(database).length === number) renameSync(temporary, copy)
  } catch (error) {
    throw storeError(error)
  } finally {
    rmSync(temporary, { force: true })
  }
}

function hashOf(migration: Migration): string {
  return createHash('sha256').update(migration.sql, 'utf8').digest('hex')
}
