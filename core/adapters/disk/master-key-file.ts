import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
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

/** Writes a new key as hex, mode 0600, on disk when it returns. Throws when the file exists. */
export function writeMasterKeyFile(path: string, key: Uint8Array): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, `${Buffer.from(key).toString('hex')}\n`)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

export function masterKeyFileExists(path: string): boolean {
  return existsSync(path)
}
