import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  unlink,
  utimes,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AuraError } from '../../errors.ts'
import { extractNativePacks } from './native-pack.ts'
import type { NativePackName, NativePackSet, PackFile } from './pack.ts'

const nowMs = Date.UTC(2026, 0, 31)
const dayMs = 86_400_000

let place: string
let cacheDirectory: string

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'aura-native-'))
  cacheDirectory = join(place, 'cache')
})
afterEach(() => rm(place, { recursive: true, force: true }))

const sha256 = (text: string) => new Bun.CryptoHasher('sha256').update(text).digest('hex')
const blob = (path: string, text: string): PackFile => ({
  path,
  sizeBytes: text.length,
  sha256: sha256(text),
  content: { kind: 'blob' },
})

const addon = 'the addon '.repeat(50_000)
const base = 'what both need'
const vulkanAddon = 'the addon with vulkan'

/** Two packs, the second of which takes one file from the first. */
async function packSet(archived: { readonly cpu: string } = { cpu: addon + base }): Promise<NativePackSet> {
  const archive = async (name: string, text: string) => {
    const path = join(place, `${name}.zst`)
    await Bun.write(path, Bun.zstdCompressSync(text))
    return path
  }
  return {
    id: 'current',
    packs: [
      {
        name: 'cpu',
        root: 'bins/cpu',
        needs: [],
        files: [blob('llama-addon.node', addon), blob('libggml-base.so', base)],
        archive: await archive('cpu', archived.cpu),
      },
      {
        name: 'vulkan',
        root: 'bins/vulkan',
        needs: ['cpu'],
        files: [
          blob('llama-addon.node', vulkanAddon),
          {
            ...blob('libggml-base.so', base),
            content: { kind: 'link', pack: 'cpu', path: 'libggml-base.so' },
          },
        ],
        archive: await archive('vulkan', vulkanAddon),
      },
    ],
  }
}

const extract = (set: NativePackSet, packs: readonly NativePackName[]) =>
  extractNativePacks(set, { cacheDirectory, packs, now: () => nowMs })

async function refusal(promise: Promise<unknown>): Promise<AuraError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof AuraError) return error
  throw new Error(`expected an AuraError, got ${error}`)
}

describe('refuses', () => {
  test('a native directory that is a link to somewhere else', async () => {
    await mkdir(join(place, 'elsewhere'))
    await mkdir(cacheDirectory)
    await symlink(join(place, 'elsewhere'), join(cacheDirectory, 'native'))
    const error = await refusal(extract(await packSet(), ['cpu']))
    expect(error.kind).toBe('config-invalid')
    expect(error.fix).toContain('AURA_CACHE_DIR')
    expect(await readdir(join(place, 'elsewhere'))).toEqual([])
  })

  test('a cache directory in which other users can replace what is loaded', async () => {
    await mkdir(cacheDirectory)
    await chmod(cacheDirectory, 0o777)
    const error = await refusal(extract(await packSet(), ['cpu']))
    expect(error.kind).toBe('config-invalid')
    expect(error.why).toContain('other users can replace it')
  })

  test('a cache directory that cannot be made, naming the variable that moves it', async () => {
    await Bun.write(cacheDirectory, 'a file is in the way')
    const error = await refusal(extract(await packSet(), ['cpu']))
    expect(error.kind).toBe('config-invalid')
    expect(error.fix).toContain('AURA_CACHE_DIR')
  })

  test.each([
    ['bytes that are not the expected ones', { cpu: addon.replace('the addon', 'THE addon') + base }],
    ['too few bytes', { cpu: addon }],
    ['too many bytes', { cpu: `${addon}${base}more` }],
  ])('an archive with %s, and leaves nothing behind', async (_, archived) => {
    const error = await refusal(extract(await packSet(archived), ['cpu']))
    expect(error.kind).toBe('unavailable')
    expect(error.message).toBe('This copy of aura is damaged.')
    expect(await readdir(join(cacheDirectory, 'native/current'))).toEqual([])
  })

  test('a pack that this executable does not have', async () => {
    const error = await refusal(extract(await packSet(), ['bcrypt']))
    expect(error.kind).toBe('unavailable')
  })
})

describe('extracts', () => {
  test('every file with its content, private to this user', async () => {
    const directory = await extract(await packSet(), ['cpu'])
    expect(directory).toBe(join(cacheDirectory, 'native/current'))
    expect(await readFile(join(directory, 'bins/cpu/llama-addon.node'), 'utf8')).toBe(addon)
    expect(await readFile(join(directory, 'bins/cpu/libggml-base.so'), 'utf8')).toBe(base)
    for (const path of [dirname(directory), directory, join(directory, 'bins/cpu')]) {
      expect((await stat(path)).mode & 0o777).toBe(0o700)
    }
    expect((await stat(join(directory, 'bins/cpu/llama-addon.node'))).mode & 0o077).toBe(0)
    expect((await readdir(join(directory, 'bins/cpu'))).sort()).toEqual([
      '.ok',
      'libggml-base.so',
      'llama-addon.node',
    ])
  })

  test('what a pack needs before the pack itself, and links what they share', async () => {
    const directory = await extract(await packSet(), ['vulkan'])
    expect(await readFile(join(directory, 'bins/vulkan/llama-addon.node'), 'utf8')).toBe(vulkanAddon)
    const [shared, own] = await Promise.all([
      stat(join(directory, 'bins/cpu/libggml-base.so')),
      stat(join(directory, 'bins/vulkan/libggml-base.so')),
    ])
    expect(own.ino).toBe(shared.ino)
  })

  test('nothing a second time', async () => {
    const set = await packSet()
    const directory = await extract(set, ['cpu'])
    const before = await stat(join(directory, 'bins/cpu/llama-addon.node'))
    await extract(set, ['cpu'])
    expect((await stat(join(directory, 'bins/cpu/llama-addon.node'))).ino).toBe(before.ino)
  })

  test('once, however many start at the same time', async () => {
    const set = await packSet()
    await Promise.all(Array.from({ length: 8 }, () => extract(set, ['vulkan'])))
    const directory = join(cacheDirectory, 'native/current')
    expect(await readdir(directory)).toEqual(['bins'])
    expect(await readFile(join(directory, 'bins/cpu/llama-addon.node'), 'utf8')).toBe(addon)
  })

  test.each([
    ['changed', (file: string) => appendFile(file, 'x')],
    ['changed but as long as before', (file: string) => Bun.write(file, base.replace('both', 'BOTH'))],
    ['missing', (file: string) => unlink(file)],
  ])('again when a file is %s', async (_, damage) => {
    const set = await packSet()
    const directory = await extract(set, ['vulkan'])
    await damage(join(directory, 'bins/vulkan/libggml-base.so'))
    await extract(set, ['vulkan'])
    for (const folder of ['cpu', 'vulkan']) {
      expect(await readFile(join(directory, 'bins', folder, 'libggml-base.so'), 'utf8')).toBe(base)
    }
    expect(await readdir(directory)).toEqual(['bins'])
  })

  test('again when an extraction never came to its end', async () => {
    const set = await packSet()
    const directory = await extract(set, ['cpu'])
    await unlink(join(directory, 'bins/cpu/.ok'))
    await extract(set, ['cpu'])
    expect(await readdir(join(directory, 'bins/cpu'))).toContain('.ok')
  })
})

describe('sweeps', () => {
  /** Makes a directory in the native directory that was last used `ageMs` ago. */
  async function leftover(path: string, ageMs: number): Promise<string> {
    const directory = join(cacheDirectory, 'native', path)
    await Bun.write(join(directory, 'file'), '')
    await utimes(directory, (nowMs - ageMs) / 1000, (nowMs - ageMs) / 1000)
    return path
  }

  test('sets of other versions once nobody used them for a day, and no earlier', async () => {
    await leftover('older', 2 * dayMs)
    await leftover('in-use', dayMs / 2)
    await extract(await packSet(), ['cpu'])
    expect((await readdir(join(cacheDirectory, 'native'))).sort()).toEqual(['current', 'in-use'])
  })

  test('extractions that were killed, but none that may still run', async () => {
    await leftover('current/.extracting-dead', dayMs)
    await leftover('current/.extracting-alive', 1000)
    const directory = await extract(await packSet(), ['cpu'])
    expect((await readdir(directory)).sort()).toEqual(['.extracting-alive', 'bins'])
  })
})
