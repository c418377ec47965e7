import { AuraError } from './errors.ts'

/** How the system and SQLite say that there is no room. On a full disk it is also the shared-memory file of the
 * write-ahead log that cannot grow. */
const codes: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']

/** True for an error that means a full disk or a used-up quota. */
export function isDiskFull(error: unknown): boolean {
  return codes.includes((error as { code?: unknown } | undefined)?.code)
}

/** The error that says so: `why` tells what could not be written. */
export function diskFull(why: string, fix: string, cause: unknown): AuraError {
  return new AuraError('disk-full', 'The disk is full.', { why, fix, cause })
}
