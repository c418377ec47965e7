import { afterEach, beforeEach, expect, test } from 'bun:test'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { writeCorruptGguf, writeQwen } from '../../models/fixtures/qwen.ts'
import { bareEnv, emptyPlace, runAuraIn } from '../support/run-aura.ts'

let place: Awaited<ReturnType<typeof emptyPlace>>
beforeEach(async () => {
  place = await emptyPlace()
})
afterEach(() => place[Symbol.asyncDispose]())

const aura = (...args: string[]) => runAuraIn(place.cwd, args, bareEnv(place.home))
const models = () => join(place.home, '.local/share/aura/models')
const listed = async () => JSON.parse((await aura('models', 'list', '--json')).stdout)

test('looking makes nothing: no directory, no database, no key', async () => {
  expect((await listed()).data).toEqual([])
  expect((await aura('doctor')).code).toBe(0)
  expect(await readdir(place.home)).not.toContain('.local')
})

test('adding a file that is not there names the path and says what to do', async () => {
  const { code, stderr } = await aura('models', 'add', 'nope.gguf')
  expect(stderr).toStartWith(`aura: There is no file ${join(place.cwd, 'nope.gguf')}.\n`)
  expect(code).toBe(3)
})

test('the first model is the one that answers, a second one waits to be chosen', async () => {
  writeQwen(join(place.cwd, 'one.gguf'))
  writeQwen(join(place.cwd, 'two.gguf'), { seed: 2 })
  expect((await aura('models', 'add', 'one.gguf')).stdout).toContain('It is the model that answers.')
  expect((await aura('models', 'add', 'two.gguf')).stdout).toContain('aura models use two')
  expect((await aura('models', 'use', 'two.gguf')).code).toBe(0)
  const { data } = await listed()
  expect(data.map(({ name, inUse }: { name: string; inUse: boolean }) => [name, inUse])).toEqual([
    ['one', false],
    ['two', true],
  ])
})

test('a model that cannot be loaded is not chosen, and the one that answers stays', async () => {
  writeQwen(join(place.cwd, 'one.gguf'))
  await aura('models', 'add', 'one.gguf')
  writeCorruptGguf(join(models(), 'broken.gguf'))
  const { code } = await aura('models', 'use', 'broken')
  expect(code).toBe(10)
  const { data } = await listed()
  expect(data.find(({ inUse }: { inUse: boolean }) => inUse)?.name).toBe('one')
})

test('when the chosen model is gone, the list and the doctor say so and name one that is there', async () => {
  writeQwen(join(place.cwd, 'one.gguf'))
  writeQwen(join(place.cwd, 'two.gguf'), { seed: 2 })
  await aura('models', 'add', 'one.gguf')
  await aura('models', 'add', 'two.gguf')
  await rm(join(models(), 'one.gguf'))
  expect((await listed()).warnings.join()).toContain('aura models use two')
  expect((await aura('doctor')).stdout).toContain('Fix: aura models use two')
})

test('after the chosen model is gone, the next one that is added answers', async () => {
  writeQwen(join(place.cwd, 'one.gguf'))
  await aura('models', 'add', 'one.gguf')
  await rm(join(models(), 'one.gguf'))
  writeQwen(join(place.cwd, 'two.gguf'), { seed: 2 })
  expect((await aura('models', 'add', 'two.gguf')).stdout).toContain('It is the model that answers.')
  expect((await listed()).data).toMatchObject([{ name: 'two', inUse: true }])
})
