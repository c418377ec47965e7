import { readFile, realpath, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { isDiskFull } from '../../disk-full.ts'
import { AuraError } from '../../errors.ts'
import { embedded } from './embedded.ts'
import { extractPack } from './extract.ts'
import { isNoexec } from './noexec.ts'
import type { NativePackName, NativePackSet } from './pack.ts'
import { preparePrivateDirectory } from './private-directory.ts'
import { sweep } from './sweep.ts'
import { isIntact } from './verify.ts'

/** `extracted`: native code lies in `directory`. `node-modules`: run from source, packages find their own. */
export type NativePackLocation =
  | { readonly kind: 'extracted'; readonly directory: string }
  | { readonly kind: 'node-modules' }

export type NativePackOptions = {
  /** Where to keep the extracted files, see `cacheDirectory`. */
  readonly cacheDirectory: string
  readonly packs: readonly NativePackName[]
  /** UTC milliseconds. */
  readonly now: () => number
}

/** What the edited packages in the executable read (build/node-llama-cpp.ts, build/bcrypt.ts). */
export type NativeGlobal = { readonly directory: string }

/**
 * Makes the native code of `packs` loadable and tells node-llama-cpp and bcrypt where it is. Call it before
 * importing either. Extracts at first use; checks every file's hash at each use and extracts again what differs.
 * Throws `config-invalid` (cache not writable, not private, or mounted noexec), `disk-full`, `unavailable`.
 */
export async function prepareNativePacks(options: NativePackOptions): Promise<NativePackLocation> {
  if (embedded === undefined) return { kind: 'node-modules' }
  const directory = await extractNativePacks(embedded, options)
  const location: NativeGlobal = { directory }
  Object.assign(globalThis, { [Symbol.for('aura.native')]: location })
  return { kind: 'extracted', directory }
}

/** The part of `prepareNativePacks` that does not depend on the executable. Returns the directory of the set. */
export async function extractNativePacks(set: NativePackSet, options: NativePackOptions): Promise<string> {
  try {
    return await extractMissing(set, options)
  } catch (error) {
    if (error instanceof AuraError) throw error
    throw explained(error as NodeJS.ErrnoException, options.cacheDirectory)
  }
}

async function extractMissing(set: NativePackSet, options: NativePackOptions): Promise<string> {
  const native = join(options.cacheDirectory, 'native')
  await preparePrivateDirectory(native)
  await refuseNoexec(native)
  const directory = join(native, set.id)
  await preparePrivateDirectory(directory)

  let extracted = false
  for (const pack of inOrder(set, options.packs)) {
    if (await isIntact(pack, join(directory, pack.root))) continue
    await extractPack(pack, directory, (name) => join(directory, packNamed(set, name).root))
    extracted = true
  }
  const nowMs = options.now()
  await utimes(directory, nowMs / 1000, nowMs / 1000)
  if (extracted) await sweep(native, set.id, nowMs)
  return directory
}

function inOrder(set: NativePackSet, names: readonly NativePackName[]) {
  const wanted = new Set(names.flatMap((name) => [...packNamed(set, name).needs, name]))
  return [...wanted].map((name) => packNamed(set, name))
}

function packNamed(set: NativePackSet, name: NativePackName) {
  const pack = set.packs.find((candidate) => candidate.name === name)
  if (pack !== undefined) return pack
  throw new AuraError('unavailable', `This copy of aura has no native code for "${name}".`, {
    why: 'It was built for a platform that does not have it.',
    fix: 'aura serve --gpu off',
  })
}

async function refuseNoexec(path: string): Promise<void> {
  if (process.platform !== 'linux') return
  // Without /proc (a bare chroot) the load itself has to tell.
  const mountInfo = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  if (!isNoexec(mountInfo, await realpath(path))) return
  throw new AuraError('config-invalid', 'The cache directory does not allow programs to run.', {
    why: `${path} is on a file system that is mounted noexec.`,
    fix: 'Set AURA_CACHE_DIR to a directory on another file system.',
  })
}

function explained(error: NodeJS.ErrnoException, cacheDirectory: string): AuraError {
  if (isDiskFull(error)) {
    return new AuraError('disk-full', 'There is no room to unpack native code.', {
      cause: error,
      why: `The disk of ${cacheDirectory} is full.`,
      fix: 'Free 150 MB there, or set AURA_CACHE_DIR to a directory on another disk.',
    })
  }
  return new AuraError('config-invalid', 'The cache directory cannot be used.', {
    cause: error,
    why: `${cacheDirectory}: ${error.code ?? 'unknown error'}.`,
    fix: 'Set AURA_CACHE_DIR to a directory that you can write.',
  })
}
