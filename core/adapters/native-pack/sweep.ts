import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { temporaryPrefix } from './extract.ts'

/** An extraction takes seconds: one that is older than this was killed. */
const deadExtractionMs = 10 * 60_000
/** Another version of aura may still be running from its own directory; after a day without use it goes. */
const unusedSetMs = 24 * 3_600_000

/**
 * Removes what nobody uses from `nativeDirectory`: sets of other versions and extractions that were killed.
 * @param nowMs UTC milliseconds, compared with the modification times of the directories
 */
export async function sweep(nativeDirectory: string, currentId: string, nowMs: number): Promise<void> {
  for (const id of await readdir(nativeDirectory)) {
    const path = join(nativeDirectory, id)
    if (id === currentId) await sweepExtractions(path, nowMs)
    else await removeIfOlder(path, nowMs - unusedSetMs)
  }
}

async function sweepExtractions(directory: string, nowMs: number): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith(temporaryPrefix)) await removeIfOlder(join(directory, name), nowMs - deadExtractionMs)
  }
}

async function removeIfOlder(path: string, thresholdMs: number): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    // Another process sweeps too.
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (found !== undefined && found.mtimeMs < thresholdMs) await rm(path, { recursive: true, force: true })
}
