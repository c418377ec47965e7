import { expect, test } from 'bun:test'
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canBeReplaced, preparePrivateDirectory } from './private-directory.ts'

async function emptyDirectory() {
  const path = await mkdtemp(join(tmpdir(), 'aura-private-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test('a directory of another user is refused', async () => {
  await using place = await emptyDirectory()
  const someoneElse = (process.getuid?.() ?? 0) + 1
  await expect(preparePrivateDirectory(join(place.path, 'native'), someoneElse)).rejects.toThrow('not safe')
})

test('a directory that everyone may enter is closed', async () => {
  await using place = await emptyDirectory()
  const path = join(place.path, 'native')
  await preparePrivateDirectory(path)
  await chmod(path, 0o755)
  await preparePrivateDirectory(path)
  expect((await stat(path)).mode & 0o777).toBe(0o700)
})

test("a directory in a folder of another user could be replaced, whatever that folder's mode", () => {
  const own = 1000
  const another = 1001
  expect(canBeReplaced({ uid: another, mode: 0o755 }, own)).toBe(true)
  expect(canBeReplaced({ uid: another, mode: 0o700 }, own)).toBe(true)
  expect(canBeReplaced({ uid: own, mode: 0o755 }, own)).toBe(false)
  expect(canBeReplaced({ uid: 0, mode: 0o755 }, own)).toBe(false)
  expect(canBeReplaced({ uid: own, mode: 0o775 }, own)).toBe(true)
  // As /tmp is.
  expect(canBeReplaced({ uid: 0, mode: 0o1777 }, own)).toBe(false)
})

test('a directory in a folder that everyone may write is refused, and another place is asked for', async () => {
  await using place = await emptyDirectory()
  await chmod(place.path, 0o777)
  await expect(preparePrivateDirectory(join(place.path, 'native'))).rejects.toMatchObject({
    kind: 'config-invalid',
    fix: expect.stringContaining('AURA_CACHE_DIR'),
  })
})
