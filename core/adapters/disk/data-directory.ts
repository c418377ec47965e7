import { accessSync, constants, lstatSync, mkdirSync, statSync } from 'node:fs'
import { diskFull, isDiskFull } from '../../disk-full.ts'
import { AuraError } from '../../errors.ts'

/** Makes the data directory (mode 0700) or checks that it is ours alone. Throws `not-allowed` when it belongs
 * to someone else or others can read it, `disk-full` or `unavailable` when it cannot be made. */
export function prepareDataDirectory(path: string, userId = process.getuid?.() ?? 0): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw directoryError(error, path)
  }
  const stat = statSync(path)
  if (!stat.isDirectory())
    throw new AuraError('config-invalid', 'The data directory is not a directory.', {
      why: `${path} is a file.`,
      fix: 'Choose another one: --data-dir DIR.',
    })
  if (stat.uid !== userId)
    throw new AuraError('not-allowed', 'The data directory belongs to another user.', {
      why: `${path} belongs to user ${stat.uid}; Aura runs as user ${userId}.`,
      fix: `Run Aura as its owner, or: chown -R ${userId} ${path}`,
    })
  if ((stat.mode & 0o077) !== 0)
    throw new AuraError('not-allowed', 'Other users can read the data directory.', {
      why: `${path} has mode ${(stat.mode & 0o777).toString(8).padStart(4, '0')}; it holds conversations and keys.`,
      fix: `chmod 700 ${path}`,
    })
  refuseReadOnly(path)
}

/** Refuses a directory that its owner may not write. */
function refuseReadOnly(path: string): void {
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new AuraError('not-allowed', 'The data directory cannot be written.', {
      why: `Its mode, or the file system it is on, does not let Aura write to ${path}.`,
      fix: `chmod 700 ${path}`,
      cause: error,
    })
  }
}

/** True if the file exists and only its owner reads it; undefined if there is none. */
export function isPrivateFile(path: string): boolean | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  return stat && (stat.mode & 0o077) === 0
}

function directoryError(error: unknown, path: string): AuraError {
  if (isDiskFull(error))
    return diskFull(`The data directory ${path} cannot be made.`, 'Free some space and start again.', error)
  const code = (error as { code?: string }).code
  return new AuraError('not-allowed', 'The data directory cannot be made.', {
    why: `${path}: ${code === 'EACCES' || code === 'EPERM' ? 'no permission' : (code ?? 'unknown reason')}.`,
    fix: 'Choose another one: --data-dir DIR.',
    cause: error,
  })
}
