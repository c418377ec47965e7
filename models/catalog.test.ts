import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Catalog, createCatalog } from './catalog.ts'
import { writeCorruptGguf, writeQwen } from './fixtures/qwen.ts'

let root: string
let directory: string
let catalog: Catalog
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'aura-catalog-'))
  directory = join(root, 'data', 'models')
  catalog = createCatalog({ directory })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function model(name: string, seed = 1): string {
  const path = join(root, name)
  writeQwen(path, { seed })
  return path
}

describe('adding a model', () => {
  test('refuses what is not one, and leaves nothing behind', async () => {
    writeCorruptGguf(join(root, 'bad.gguf'))
    await expect(catalog.add(join(root, 'bad.gguf'))).rejects.toMatchObject({ kind: 'model-invalid' })
    await expect(catalog.add(join(root, 'none.gguf'))).rejects.toMatchObject({ kind: 'model-missing' })
    expect(existsSync(directory)).toBe(false)
  })

  test('refuses a name that stands for other content', async () => {
    await catalog.add(model('qwen.gguf'))
    // A file of its own: the first one shares its bytes with the catalog.
    rmSync(join(root, 'qwen.gguf'))
    await expect(catalog.add(model('qwen.gguf', 2))).rejects.toMatchObject({ kind: 'conflict' })
  })

  test('refuses names that cannot be shown', async () => {
    await expect(catalog.add(model('.hidden.gguf'))).rejects.toMatchObject({ kind: 'invalid-input' })
    await expect(catalog.add(model('a\u001b[31m.gguf'))).rejects.toMatchObject({ kind: 'invalid-input' })
  })

  test('refuses a folder that cannot be written', async () => {
    writeFileSync(join(root, 'file'), '')
    const blocked = createCatalog({ directory: join(root, 'file', 'models') })
    await expect(blocked.add(model('qwen.gguf'))).rejects.toMatchObject({ kind: 'unavailable' })
  })

  test('takes no space on the same disk, and survives the removal of the file', async () => {
    const file = model('qwen.gguf')
    const added = await catalog.add(file)
    expect(added.name).toBe('qwen')
    expect(statSync(added.path).ino).toBe(statSync(file).ino)
    rmSync(file)
    expect((await catalog.list())[0]?.state).toBe('usable')
  })

  test('with link leaves the file where it is', async () => {
    const file = model('qwen.gguf')
    const { path } = await catalog.add(file, { link: true })
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
    expect(readFileSync(path)).toEqual(readFileSync(file))
  })

  test('twice changes nothing', async () => {
    const file = model('qwen.gguf')
    await catalog.add(file)
    await catalog.add(file)
    await catalog.add(join(directory, 'qwen.gguf'))
    expect(readdirSync(directory)).toEqual(['qwen.gguf'])
  })

  test('replaces a link whose file is gone', async () => {
    const file = model('qwen.gguf')
    await catalog.add(file, { link: true })
    rmSync(file)
    expect((await catalog.list())[0]).toMatchObject({ state: 'broken', error: { kind: 'model-missing' } })
    await catalog.add(model('qwen.gguf', 2))
    expect((await catalog.list())[0]?.state).toBe('usable')
  })

  test('gives a name to a file without the ending', async () => {
    expect((await catalog.add(model('blob-4711'))).path).toBe(join(directory, 'blob-4711.gguf'))
  })
})

describe('the catalog', () => {
  test('is empty before anything was added', async () => {
    expect(await catalog.list()).toEqual([])
    await expect(catalog.find('qwen')).rejects.toMatchObject({
      kind: 'model-missing',
      fix: 'aura models add FILE.gguf',
    })
  })

  test('lists models by name, broken ones with the reason, and nothing else', async () => {
    await catalog.add(model('b.gguf'))
    await catalog.add(model('a.gguf'))
    writeCorruptGguf(join(directory, 'c.gguf'))
    writeFileSync(join(directory, 'notes.txt'), '')
    writeFileSync(join(directory, 'd.gguf.123.part'), '')
    const list = await catalog.list()
    expect(list.map(({ name, state }) => [name, state])).toEqual([
      ['a', 'usable'],
      ['b', 'usable'],
      ['c', 'broken'],
    ])
    expect(list[0]).toMatchObject({ header: { architecture: 'qwen3', contextLength: 2048 } })
    expect(list[2]).toMatchObject({ sizeBytes: 4096, error: { kind: 'model-invalid' } })
  })

  test('finds by the exact name, and names the nearest otherwise', async () => {
    for (const name of ['Qwen3-8B-Q4_K_M', 'Qwen3-4B-Q4_K_M', 'Qwen2.5-7B', 'something-else']) {
      await catalog.add(model(`${name}.gguf`))
    }
    expect(await catalog.find('Qwen3-8B-Q4_K_M')).toEqual({
      name: 'Qwen3-8B-Q4_K_M',
      path: join(directory, 'Qwen3-8B-Q4_K_M.gguf'),
    })
    await expect(catalog.find('qwen3-8b')).rejects.toMatchObject({
      kind: 'model-missing',
      why: expect.stringMatching(/^Nearest: .*Qwen3-8B-Q4_K_M/),
    })
    await expect(catalog.find('../Qwen2.5-7B')).rejects.toMatchObject({ kind: 'model-missing' })
  })
})
