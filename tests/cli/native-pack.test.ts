import { describe, expect, test } from 'bun:test'
import { appendFile, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { auraBinary } from '../support/binary.ts'
import { bareEnv, emptyPlace } from '../support/run-aura.ts'

/** What node-llama-cpp's test program says over IPC. */
type TestMessage = { readonly type: 'ready' | 'loaded' | 'done' }

/**
 * Starts `aura __test-binding` and has it load the library at `bindingPath(cache)` for `gpu`, as node-llama-cpp
 * does before it trusts one. Returns the answers and the files that were mapped once it was loaded.
 */
async function testBinding(cache: string, gpu: false | 'vulkan', folder: string) {
  await using place = await emptyPlace()
  const heard: string[] = []
  let mapped: string[] = []
  const child = Bun.spawn([await auraBinary(), '__test-binding'], {
    cwd: place.cwd,
    env: { ...bareEnv(place.home), AURA_CACHE_DIR: cache, TEST_BINDING_CP: 'true' },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    serialization: 'json',
    async ipc(message: TestMessage, sender) {
      heard.push(message.type)
      const bindingBinaryPath = join(await setDirectory(cache), folder, 'llama-addon.node')
      if (message.type === 'ready') sender.send({ type: 'start', bindingBinaryPath, gpu })
      if (message.type === 'loaded') sender.send({ type: 'test', bindingBinaryPath, gpu })
      if (message.type === 'done') {
        mapped = await librariesOf(sender.pid)
        sender.send({ type: 'exit' })
      }
    },
  })
  const [code, stderr] = await Promise.all([child.exited, child.stderr.text()])
  return { code, stderr, heard, mapped }
}

/** The one set of packs below the cache directory. */
async function setDirectory(cache: string): Promise<string> {
  const [id, ...others] = await readdir(join(cache, 'native'))
  if (id === undefined || others.length > 0) throw new Error(`expected one set in ${cache}`)
  return join(cache, 'native', id)
}

async function librariesOf(pid: number): Promise<string[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8')
  return [...new Set(maps.match(/\/\S*(?:llama|ggml)\S*/g))]
}

describe('the native pack of the executable', () => {
  test('loads the CPU backend and all its siblings from the cache directory and from nowhere else', async () => {
    await using place = await emptyPlace()
    const cache = join(place.path, 'cache')
    const { code, stderr, heard, mapped } = await testBinding(cache, false, 'bins/linux-x64')
    expect(stderr).toBe('')
    expect(heard).toEqual(['ready', 'loaded', 'done'])
    expect(code).toBe(0)

    const folder = join(await setDirectory(cache), 'bins/linux-x64')
    const names = mapped
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1))
    expect(names).toContain('llama-addon.node')
    expect(names).toContain('libggml-base.so')
    expect(names.filter((name) => name.startsWith('libggml-cpu-'))).toHaveLength(1)
    const executable = await auraBinary()
    expect(mapped.filter((path) => !path.startsWith(folder) && path !== executable)).toEqual([])
  })

  test('is private, flushed to its place and marked complete', async () => {
    await using place = await emptyPlace()
    const cache = join(place.path, 'cache')
    await testBinding(cache, false, 'bins/linux-x64')
    const set = await setDirectory(cache)
    for (const path of [
      join(cache, 'native'),
      set,
      join(set, 'bins/linux-x64'),
      join(set, 'bins/linux-x64-vulkan'),
    ]) {
      expect((await stat(path)).mode & 0o777, path).toBe(0o700)
    }
    for (const folder of ['bins/linux-x64', 'bins/linux-x64-vulkan']) {
      const names = await readdir(join(set, folder))
      expect(names).toContain('.ok')
      expect(names).toContain('libggml-base.so')
      expect(names.filter((name) => name.startsWith('libggml-cpu-')).length).toBeGreaterThanOrEqual(10)
    }
    expect(await readdir(join(set, 'bins/linux-x64-vulkan'))).toContain('libggml-vulkan.so')
    expect((await readdir(set)).sort()).toEqual(['bins'])
  })

  test('keeps files that both backends share only once on the disk', async () => {
    await using place = await emptyPlace()
    const cache = join(place.path, 'cache')
    await testBinding(cache, false, 'bins/linux-x64')
    const set = await setDirectory(cache)
    const cpu = await stat(join(set, 'bins/linux-x64/libggml-base.so'))
    const vulkan = await stat(join(set, 'bins/linux-x64-vulkan/libggml-base.so'))
    expect(vulkan.ino).toBe(cpu.ino)
  })

  test('replaces a library that was changed before it loads it', async () => {
    await using place = await emptyPlace()
    const cache = join(place.path, 'cache')
    await testBinding(cache, false, 'bins/linux-x64')
    const library = join(await setDirectory(cache), 'bins/linux-x64/libggml-base.so')
    const before = await readFile(library)
    await appendFile(library, 'x')
    const { code, heard } = await testBinding(cache, false, 'bins/linux-x64')
    expect(heard).toEqual(['ready', 'loaded', 'done'])
    expect(code).toBe(0)
    expect(before.equals(await readFile(library))).toBe(true)
  })

  test('does not pass for a backend that is not the one that was asked for', async () => {
    await using place = await emptyPlace()
    const { code, heard } = await testBinding(join(place.path, 'cache'), 'vulkan', 'bins/linux-x64')
    expect(heard).not.toContain('done')
    expect(code).not.toBe(0)
  })
})
