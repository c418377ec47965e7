import { Database } from 'bun:sqlite'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diskFull, isDiskFull } from '../../disk-full.ts'
import { AuraError } from '../../errors.ts'

/** Where a running daemon can be reached. */
export type DaemonAddress = {
  readonly origin: string
  readonly pid: number
  readonly version: string
  /** Who runs it: `aura serve`, or an `aura chat` for itself alone, which ends with the chat. */
  readonly kind: 'serve' | 'chat'
}

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

/** The running daemon of the data directory; undefined when none runs. `starting` when it has no address yet.
 * Looking takes nothing away from a daemon that is just starting. */
export function findDaemon(dataDirectory: string): DaemonAddress | 'starting' | undefined {
  if (!existsSync(lockFile(dataDirectory)) || !isLocked(dataDirectory)) return undefined
  return readAddress(dataDirectory) ?? 'starting'
}

/** How long a daemon that starts waits for those who only look. */
const lookersTimeoutMs = 1000

function takeLock(dataDirectory: string): Database | undefined {
  const database = openLock(dataDirectory)
  try {
    database.run(`PRAGMA busy_timeout = ${lookersTimeoutMs}`)
    database.run('PRAGMA locking_mode = EXCLUSIVE')
    database.run('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw unusableLock(error)
  }
}

/** Whether someone holds the lock: a read is refused then, and takes no more than a shared lock otherwise. */
function isLocked(dataDirectory: string): boolean {
  const database = openLock(dataDirectory)
  try {
    database.query('SELECT count(*) FROM sqlite_master').get()
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw unusableLock(error)
  } finally {
    database.close()
  }
}

function openLock(dataDirectory: string): Database {
  try {
    return new Database(lockFile(dataDirectory), { create: true })
  } catch (error) {
    throw unusableLock(error)
  }
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')
}

function unusableLock(error: unknown): AuraError {
  if (isDiskFull(error))
    return diskFull(
      'The data directory cannot take even the lock of the daemon.',
      'Free some space on the disk of the data directory and try again.',
      error,
    )
  return new AuraError('store-unreadable', 'The data directory cannot be written.', {
    why: 'The lock of the daemon cannot be made there.',
    fix: 'Check the owner and the mode of the data directory and of what is in it.',
    cause: error,
  })
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
  if (address?.kind === 'chat')
    return new AuraError('store-locked', 'An open `aura chat` holds this data directory.', {
      why: `Without a running \`aura serve\`, a chat serves itself: process ${address.pid} does.`,
      fix: 'Leave that chat, run `aura serve`, then open the chat again: it joins.',
    })
  return new AuraError('store-locked', 'Aura is already running with this data directory.', {
    why: address ? `Process ${address.pid} serves ${address.origin}.` : 'Another process holds it.',
    fix: address
      ? `Open ${address.origin}, or end that process first: kill ${address.pid}`
      : 'End that process first.',
  })
}
