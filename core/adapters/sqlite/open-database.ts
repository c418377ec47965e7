import { Database } from 'bun:sqlite'
import { AuraError } from '../../errors.ts'
import { storeError } from './store-error.ts'

/** Opens a database file so that what was committed survives a power cut and what was deleted is overwritten.
 * Throws `store-unreadable`, `disk-full` or `unavailable`. */
export function openDatabase(file: string): Database {
  try {
    const database = new Database(file, { create: true, strict: true })
    database.run('PRAGMA busy_timeout = 5000')
    const [mode] = database.query<{ journal_mode: string }, []>('PRAGMA journal_mode = WAL').all()
    if (mode?.journal_mode !== 'wal')
      throw new AuraError('store-unreadable', 'The database cannot use a write-ahead log.', {
        why: 'The file system of the data directory does not support shared memory files.',
        fix: 'Put the data directory on a local disk: --data-dir DIR.',
      })
    database.run('PRAGMA synchronous = FULL')
    database.run('PRAGMA foreign_keys = ON')
    database.run('PRAGMA secure_delete = ON')
    return database
  } catch (error) {
    throw storeError(error)
  }
}

type NotPromise<Result> = Result extends PromiseLike<unknown> ? never : Result

/** Runs `work` in one transaction that holds the write lock from its beginning. A promise is refused by the
 * compiler: a transaction with an await in it would commit at the first one. */
export function write<Result>(database: Database, work: () => NotPromise<Result>): NotPromise<Result> {
  try {
    return database.transaction(work).immediate()
  } catch (error) {
    throw storeError(error)
  }
}
