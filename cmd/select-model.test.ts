import { afterEach, beforeEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { createCatalog } from '../models/catalog.ts'
import { writeCorruptGguf, writeQwen } from '../models/fixtures/qwen.ts'
import { temporaryDirectory } from '../tests/support/temporary-directory.ts'
import { selectModel } from './select-model.ts'

let directory: ReturnType<typeof temporaryDirectory>
let chosen: string | undefined
const store = { settings: { get: async () => chosen, set: async () => {} } }
const select = () => selectModel(createCatalog({ directory: directory.path }), store)
beforeEach(() => {
  directory = temporaryDirectory()
  chosen = undefined
})
afterEach(() => directory[Symbol.dispose]())

test('an empty folder says how to add a model', async () => {
  await expect(select()).rejects.toMatchObject({ kind: 'model-missing', fix: 'aura models add FILE.gguf' })
})
test('a folder with only a broken file says what is wrong with it', async () => {
  writeCorruptGguf(join(directory.path, 'broken.gguf'))
  await expect(select()).rejects.toMatchObject({ kind: 'model-invalid' })
})
test('several models and no choice asks to choose and takes none', async () => {
  writeQwen(join(directory.path, 'a.gguf'))
  writeQwen(join(directory.path, 'b.gguf'))
  await expect(select()).rejects.toMatchObject({ kind: 'model-missing', fix: 'aura models use a' })
})
test('a chosen model that is gone is not replaced by another in silence', async () => {
  writeQwen(join(directory.path, 'a.gguf'))
  chosen = 'gone'
  await expect(select()).rejects.toMatchObject({ kind: 'model-missing' })
})
test('the chosen one answers, else the only one that can', async () => {
  writeCorruptGguf(join(directory.path, 'broken.gguf'))
  writeQwen(join(directory.path, 'a.gguf'))
  expect((await select()).name).toBe('a')
  writeQwen(join(directory.path, 'b.gguf'))
  chosen = 'b'
  expect((await select()).name).toBe('b')
})
