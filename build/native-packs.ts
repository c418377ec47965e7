import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type {
  NativePack,
  NativePackName,
  NativePackSet,
  PackFile,
} from '../core/adapters/native-pack/pack.ts'

/** What goes into one pack: files of a package, or one file under a new name. */
type PackSource = {
  readonly name: NativePackName
  readonly root: string
  readonly needs: readonly NativePackName[]
  readonly from:
    | { readonly kind: 'folder'; readonly path: string }
    | { readonly kind: 'file'; readonly path: string; readonly as: string }
}

export type BuildTarget = 'linux-x64'

/** The packs of each platform. `root` of a llama pack is the folder name that node-llama-cpp looks for. */
const sourcesOf: Record<BuildTarget, readonly PackSource[]> = {
  'linux-x64': [
    {
      name: 'bcrypt',
      root: 'bcrypt',
      needs: [],
      from: {
        kind: 'file',
        path: '@node-rs/bcrypt-linux-x64-gnu/bcrypt.linux-x64-gnu.node',
        as: 'bcrypt.node',
      },
    },
    {
      name: 'cpu',
      root: 'bins/linux-x64',
      needs: [],
      from: { kind: 'folder', path: '@node-llama-cpp/linux-x64/bins/linux-x64' },
    },
    {
      name: 'vulkan',
      root: 'bins/linux-x64-vulkan',
      needs: ['cpu'],
      from: { kind: 'folder', path: '@node-llama-cpp/linux-x64-vulkan/bins/linux-x64-vulkan' },
    },
  ],
}

type Input = { readonly path: string; readonly bytes: Uint8Array; readonly sha256: string }

/**
 * Makes the packs of `target` from what is installed in `nodeModules`. An archive whose content is already in
 * `archiveDirectory` is not made again.
 */
export async function makeNativePacks(
  target: BuildTarget,
  nodeModules: string,
  archiveDirectory: string,
): Promise<NativePackSet> {
  await mkdir(archiveDirectory, { recursive: true })
  const known = new Map<string, { pack: NativePackName; path: string }>()
  const packs: NativePack[] = []
  for (const source of sourcesOf[target]) {
    const inputs = await readInputs(source, nodeModules)
    const reachable = new Set([...source.needs, source.name])
    const files: PackFile[] = []
    const blobs: Uint8Array[] = []
    for (const { path, bytes, sha256 } of inputs) {
      const same = known.get(sha256)
      const linked = same !== undefined && reachable.has(same.pack)
      if (!linked) {
        blobs.push(bytes)
        known.set(sha256, { pack: source.name, path })
      }
      files.push({
        path,
        sizeBytes: bytes.byteLength,
        sha256,
        content: linked ? { kind: 'link', ...same } : { kind: 'blob' },
      })
    }
    const archive = await makeArchive(source.name, Buffer.concat(blobs), archiveDirectory)
    packs.push({ name: source.name, root: source.root, needs: source.needs, files, archive })
  }
  await removeOthers(archiveDirectory, packs)
  const content = packs.map(({ name, root, files }) => ({ name, root, files }))
  return { id: sha256Of(JSON.stringify(content)).slice(0, 16), packs }
}

async function readInputs(source: PackSource, nodeModules: string): Promise<readonly Input[]> {
  const at = join(nodeModules, source.from.path)
  const paths = source.from.kind === 'file' ? [at] : (await readdir(at)).sort().map((name) => join(at, name))
  return Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(path)
      const name = source.from.kind === 'file' ? source.from.as : basename(path)
      return { path: name, bytes, sha256: sha256Of(bytes) }
    }),
  )
}

async function makeArchive(name: string, content: Uint8Array, directory: string): Promise<string> {
  const path = join(directory, `${name}-${sha256Of(content).slice(0, 16)}.zst`)
  if (await Bun.file(path).exists()) return path
  // Renamed into place so that a build that is interrupted here leaves no half archive behind.
  const temporary = `${path}.${process.pid}`
  await Bun.write(temporary, await Bun.zstdCompress(content, { level: 19 }))
  await rename(temporary, path)
  return path
}

async function removeOthers(directory: string, packs: readonly NativePack[]): Promise<void> {
  const current = new Set(packs.map((pack) => basename(pack.archive)))
  for (const name of await readdir(directory)) {
    if (!current.has(name) && name.endsWith('.zst')) await rm(join(directory, name))
  }
}

function sha256Of(content: string | Uint8Array): string {
  return new Bun.CryptoHasher('sha256').update(content).digest('hex')
}
