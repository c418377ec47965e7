import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { NativePack, PackFile } from './pack.ts'

/** The marker that is written last: without it an extraction did not come to its end. */
export const completeMarker = '.ok'

/** Whether every file of the pack lies in `directory`, whole and unchanged, and the extraction was completed. */
export async function isIntact(pack: NativePack, directory: string): Promise<boolean> {
  return (await Bun.file(join(directory, completeMarker)).exists()) && filesAreUnchanged(pack, directory)
}

/** Whether every file of the pack lies in `directory` with its own content. */
export async function filesAreUnchanged(pack: NativePack, directory: string): Promise<boolean> {
  for (const file of pack.files) {
    if (!(await isUnchanged(file, join(directory, file.path)))) return false
  }
  return true
}

async function isUnchanged(file: PackFile, path: string): Promise<boolean> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (found === undefined || !found.isFile() || found.size !== file.sizeBytes) return false
  // The hash is taken on every start: a library that a failing disk changed would crash in the middle of a reply.
  const hash = new Bun.CryptoHasher('sha256')
  for await (const chunk of Bun.file(path).stream()) hash.update(chunk)
  return hash.digest('hex') === file.sha256
}
