import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { diskFull, isDiskFull } from '../../disk-full.ts'
import { AuraError } from '../../errors.ts'
import { isPrivateFile } from './data-directory.ts'

/** The text of a key file. Throws `config-invalid` when it is missing or others can read it. */
export function readMasterKeyFile(path: string): string {
  const isPrivate = isPrivateFile(path)
  if (isPrivate === undefined)
    throw new AuraError('config-invalid', 'The master key is missing.', {
      why: `There is no ${path}, and without its key the data cannot be opened.`,
      fix: 'Put the key file back from where you keep its copy.',
    })
  if (!isPrivate)
    throw new AuraError('config-invalid', 'Other users can read the master key.', {
      why: `${path} must be readable by its owner alone.`,
      fix: `chmod 600 ${path}`,
    })
  return readFileSync(path, 'utf8')
}

/** Writes a new key as hex, mode 0600, whole and on disk when it returns. A key that is there already stays:
 * another process may have been faster. */
export function writeMasterKeyFile(path: string, key: Uint8Array): void {
  const temporary = `${path}.${process.pid}.new`
  try {
    // Left by a start that a power cut ended; process ids repeat, in containers at every start.
    rmSync(temporary, { force: true })
    const file = openSync(temporary, 'wx', 0o600)
    try {
      writeSync(file, `${Buffer.from(key).toString('hex')}\n`)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    putInPlace(temporary, path)
  } catch (error) {
    throw keyNotWritten(error, path)
  } finally {
    rmSync(temporary, { force: true })
  }
}

function putInPlace(temporary: string, path: string): void {
  try {
    linkSync(temporary, path)
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return
    throw error
  }
  const directory = openSync(dirname(path), 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}

function keyNotWritten(error: unknown, path: string): AuraError {
  if (isDiskFull(error))
    return diskFull(`The master key ${path} cannot be written.`, 'Free some space and start again.', error)
  return new AuraError('store-unreadable', 'The master key cannot be written.', {
    why: `${path}: ${(error as { code?: string }).code ?? 'unknown reason'}.`,
    fix: 'Check the owner and the mode of the data directory.',
    cause: error,
  })
}

export function masterKeyFileExists(path: string): boolean {
  return existsSync(path)
}
