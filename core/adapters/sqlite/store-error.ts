import { diskFull, isDiskFull } from '../../disk-full.ts'
import { AuraError } from '../../errors.ts'

/** True when SQLite refused a row because its like is there. */
export function isUniqueViolation(error: unknown): boolean {
  const code = sqliteCode(error instanceof AuraError ? error.cause : error)
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
}

/** What a failure of SQLite means to a person. An AuraError passes as it is. */
export function storeError(error: unknown): AuraError {
  if (error instanceof AuraError) return error
  const code = sqliteCode(error)
  if (isDiskFull(error))
    return diskFull(
      'Nothing more can be stored; what was stored is safe.',
      'Free some space on the disk of the data directory and try again.',
      error,
    )
  if (code.startsWith('SQLITE_IOERR'))
    return new AuraError('unavailable', 'The disk did not do what the database asked.', {
      why: `Reading or writing failed (${code}).`,
      fix: 'See whether the disk is full or failing: df -h, dmesg.',
      cause: error,
    })
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return new AuraError('store-locked', 'The database is busy.', {
      why: 'Another process has been writing to it for longer than 5 seconds.',
      fix: 'Try again in a moment.',
      retryAfterSeconds: 5,
      cause: error,
    })
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
    return new AuraError('store-unreadable', 'The database is damaged.', {
      why: 'Its file is not a database that SQLite can read.',
      fix: 'Stop Aura, keep the damaged files, and restore the last backup.',
      cause: error,
    })
  if (
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_PERM')
  )
    return new AuraError('store-unreadable', 'The database cannot be opened for writing.', {
      why: 'The data directory or its files belong to another user or are read-only.',
      fix: 'Check the owner and the mode of the data directory: `aura doctor`.',
      cause: error,
    })
  return new AuraError('unavailable', 'The database could not do this.', { cause: error })
}

function sqliteCode(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : ''
}
