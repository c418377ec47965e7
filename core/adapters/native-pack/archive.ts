import { AuraError } from '../../errors.ts'
import type { PackFile } from './pack.ts'

/** Yields the bytes of each blob of the archive as they come, in the order of `files`. */
export async function* readBlobs(
  archive: string,
  files: readonly PackFile[],
): AsyncGenerator<{ readonly file: PackFile; readonly bytes: Uint8Array }> {
  const pending = files.filter((file) => file.content.kind === 'blob')
  let index = 0
  let taken = 0
  for await (const chunk of Bun.file(archive).stream().pipeThrough(new DecompressionStream('zstd'))) {
    let offset = 0
    while (offset < chunk.byteLength) {
      const file = pending[index]
      if (file === undefined) throw damaged()
      const bytes = chunk.subarray(offset, offset + file.sizeBytes - taken)
      yield { file, bytes }
      offset += bytes.byteLength
      taken += bytes.byteLength
      if (taken < file.sizeBytes) continue
      index += 1
      taken = 0
    }
  }
  if (index !== pending.length) throw damaged()
}

/** The executable itself is broken: nothing on the host can repair that. */
export function damaged(): AuraError {
  return new AuraError('unavailable', 'This copy of aura is damaged.', {
    why: 'The native code inside it does not have the expected content.',
    fix: 'Install aura again.',
  })
}
