import { randomUUID } from 'node:crypto'
import { copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { damaged, readBlobs } from './archive.ts'
import type { NativePack, NativePackName, PackFile } from './pack.ts'
import { completeMarker, filesAreUnchanged } from './verify.ts'

export const temporaryPrefix = '.extracting-'

/**
 * Extracts one pack into `directory/<root>` so that no one ever sees half of it: into a directory of its own,
 * flushed, renamed into place, the marker last. Safe to run in several processes at once.
 * @param rootOf where a pack that this one needs was extracted to
 */
export async function extractPack(
  pack: NativePack,
  directory: string,
  rootOf: (name: NativePackName) => string,
): Promise<void> {
  const temporary = join(directory, `${temporaryPrefix}${randomUUID()}`)
  const final = join(directory, pack.root)
  try {
    await mkdir(temporary, { mode: 0o700 })
    await writeBlobs(pack, temporary)
    for (const file of pack.files) await linkFile(file, pack, temporary, rootOf)
    await flushDirectory(temporary)
    await mkdir(dirname(final), { recursive: true, mode: 0o700 })
    await moveIntoPlace(pack, temporary, final)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function writeBlobs(pack: NativePack, temporary: string): Promise<void> {
  const files = pack.files.filter((file) => file.content.kind === 'blob')
  const hashes = new Map(files.map((file) => [file, new Bun.CryptoHasher('sha256')]))
  let handle: Awaited<ReturnType<typeof open>> | undefined
  let current: PackFile | undefined
  const finish = async () => {
    if (handle === undefined || current === undefined) return
    await handle.sync()
    await handle.close()
    handle = undefined
    if (hashes.get(current)?.digest('hex') !== current.sha256) throw damaged()
  }
  try {
    for await (const { file, bytes } of readBlobs(pack.archive, pack.files)) {
      if (file !== current) {
        await finish()
        handle = await open(join(temporary, file.path), 'wx', 0o600)
        current = file
      }
      hashes.get(file)?.update(bytes)
      await writeAll(handle, bytes)
    }
    await finish()
  } finally {
    await handle?.close()
  }
}

async function writeAll(
  handle: Awaited<ReturnType<typeof open>> | undefined,
  bytes: Uint8Array,
): Promise<void> {
  for (let written = 0; handle !== undefined && written < bytes.byteLength; ) {
    written += (await handle.write(bytes, written)).bytesWritten
  }
}

async function linkFile(
  file: PackFile,
  pack: NativePack,
  temporary: string,
  rootOf: (name: NativePackName) => string,
): Promise<void> {
  if (file.content.kind !== 'link') return
  const from = join(
    file.content.pack === pack.name ? temporary : rootOf(file.content.pack),
    file.content.path,
  )
  const to = join(temporary, file.path)
  // Some file systems have no hard links; a copy only costs space.
  await link(from, to).catch(() => copyFile(from, to))
}

async function moveIntoPlace(pack: NativePack, temporary: string, final: string): Promise<void> {
  // More than one round only when other processes repair the same directory at this moment.
  for (let round = 0; !(await renamed(temporary, final)); round += 1) {
    // Another process was faster. Its files are as good as ours.
    if (await filesAreUnchanged(pack, final)) break
    if (round === 5) throw new Error(`${final} keeps changing`)
    const broken = `${temporary}-broken-${round}`
    await renamed(final, broken)
    await rm(broken, { recursive: true, force: true })
  }
  await flushDirectory(dirname(final))
  await Bun.write(join(final, completeMarker), '')
  await flushDirectory(final)
}

/** False when something is in the way, or `from` is gone because another process moved it. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return false
    throw error
  }
}

async function flushDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
