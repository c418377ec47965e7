import { constants } from 'node:fs'
import { chmod, lstat, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AuraError } from '../../errors.ts'

/**
 * Makes sure that `path` is a directory of this user that no one else can enter, because code is loaded from it.
 * Throws `config-invalid` when another user owns it, it is a link, or others can replace it.
 */
export async function preparePrivateDirectory(path: string, ownUid = process.getuid?.()): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const found = await lstat(path)
  if (!found.isDirectory()) throw refused(path, 'it is a link or a file, not a directory')
  if (found.uid !== ownUid) throw refused(path, 'it belongs to another user')

  const parent = await lstat(dirname(path))
  const othersWrite = (parent.mode & (constants.S_IWGRP | constants.S_IWOTH)) !== 0
  const sticky = (parent.mode & 0o1000) !== 0
  if (othersWrite && !sticky) throw refused(path, 'other users can replace it')

  if ((found.mode & 0o777) !== 0o700) await chmod(path, 0o700)
}

function refused(path: string, why: string): AuraError {
  return new AuraError('config-invalid', 'The cache directory is not safe to load code from.', {
    why: `${path}: ${why}.`,
    fix: 'Set AURA_CACHE_DIR to a directory that only you can write.',
  })
}
