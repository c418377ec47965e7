import { expect, test } from 'bun:test'
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { preparePrivateDirectory } from './private-directory.ts'

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
