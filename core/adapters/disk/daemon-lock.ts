import { Database } from 'bun:sqlite'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AuraError } from '../../errors.ts'

/** Where a running daemon can be reached. */
export type DaemonAddress = { readonly origin: string; readonly pid: number; readonly version: string }

export type DaemonLock = Disposable & {
  /** Tells other processes of this data directory where the daemon is. */
  readonly announce: (address: DaemonAddress) => void
}

const lockFile = (dataDirectory: string) => join(dataDirectory, 'daemon.lock')
const addressFile = (dataDirectory: string) => join(dataDirectory, 'daemon.json')

// bun:sqlite closes a database that is no longer referenced, which would give the lock back in silence.
const heldLocks = new Set<Database>()

/** Makes this process the only daemon of the data directory. The lock is the kernel's (through SQLite's), so a
 * process that dies in any way gives it back. Throws `store-locked` when another daemon holds it. */
export function lockDaemon(dataDirectory: string): DaemonLock {
  const database = takeLock(dataDirectory)
  if (!database) throw lockedError(readAddress(dataDirectory))
  heldLocks.add(database)
  rmSync(addressFile(dataDirectory), { force: true })
  return {
    announce(address) {
      const temporary = `${addressFile(dataDirectory)}.new`
      writeFileSync(temporary, JSON.stringify(address), { mode: 0o600 })
      renameSync(temporary, addressFile(dataDirectory))
    },
    [Symbol.dispose]() {
      rmSync(addressFile(dataDirectory), { force: true })
      heldLocks.delete(database)
      database.close()
    },
  }
}

/** The running daemon of the data directory; undefined when none runs. `starting` when it has no address yet. */
export function findDaemon(dataDirectory: string): DaemonAddress | 'starting' | undefined {
  const database = takeLock(dataDirectory)
  if (database) {
    database.close()
    return undefined
  }
  return readAddress(dataDirectory) ?? 'starting'
}

function takeLock(dataDirectory: string): Database | undefined {
  const database = new Database(lockFile(dataDirectory), { create: true })
  try {
    database.run('PRAGMA locking_mode = EXCLUSIVE')
    database.run('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    const code = String((error as { code?: unknown }).code)
    if (code.startsWith('SQLITE_BUSY')) return undefined
    throw error
  }
}

function readAddress(dataDirectory: string): DaemonAddress | undefined {
  try {
    return JSON.parse(readFileSync(addressFile(dataDirectory), 'utf8')) as DaemonAddress
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}

function lockedError(address: DaemonAddress | undefined): AuraError {
  return new AuraError('store-locked', 'Aura is already running with this data directory.', {
    why: address ? `Process ${address.pid} serves ${address.origin}.` : 'Another process holds it.',
    fix: address
      ? `Open ${address.origin}, or end that process first: kill ${address.pid}`
      : 'End that process first.',
  })
}
