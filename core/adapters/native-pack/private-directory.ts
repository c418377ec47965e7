import { constants } from 'node:fs'
import { chmod, lstat, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AuraError } from '../../errors.ts'

const stickyBit = 0o1000

/**
 * Makes sure that `path` is a directory of this user that no one else can enter, because code is loaded from it.
 * Throws `config-invalid` when another user owns it, it is a link, or others can replace it.
 */
export async function preparePrivateDirectory(path: string, ownUid = process.getuid?.()): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const found = await lstat(path)
  if (!found.isDirectory()) throw refused(path, 'it is a link or a file, not a directory')
  if (found.uid !== ownUid) throw refused(path, 'it belongs to another user')
  if (canBeReplaced(await lstat(dirname(path)), ownUid)) throw refused(path, 'other users can replace it')

  if ((found.mode & 0o777) !== 0o700) await chmod(path, 0o700)
}

/** Whether someone else than root can rename what lies in a directory with this owner and mode. In a sticky one,
 * such as /tmp, that takes the owner of what is renamed. */
export function canBeReplaced(
  parent: { readonly uid: number; readonly mode: number },
  ownUid: number | undefined,
): boolean {
  if ((parent.mode & stickyBit) !== 0) return false
  if (parent.uid !== ownUid && parent.uid !== 0) return true
  return (parent.mode & (constants.S_IWGRP | constants.S_IWOTH)) !== 0
}

function refused(path: string, why: string): AuraError {
  return new AuraError('config-invalid', 'The cache directory is not safe to load code from.', {
    why: `${path}: ${why}.`,
    fix: 'Set AURA_CACHE_DIR to a directory that only you can write.',
  })
}
