import { expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from '../tests/support/temporary-directory.ts'
import { runDoctor } from './doctor.ts'

test('a doctor that comes before there is any data leaves the place as it is', async () => {
  using place = temporaryDirectory()
  const dataDirectory = join(place.path, 'data')
  let printed = ''
  await runDoctor(
    {},
    {
      stdout(text) {
        printed += text
      },
      stderr() {},
      json: true,
      interactive: false,
      color: false,
      verbosity: 'normal',
      env: { AURA_PORT: '0', AURA_CACHE_DIR: join(place.path, 'cache') },
      dataDirectory,
      signal: new AbortController().signal,
    },
  )
  const { data } = JSON.parse(printed) as { data: { id: string; status: string }[] }
  expect(data.find(({ id }) => id === 'data.directory')?.status).toBe('skip')
  expect(data.find(({ id }) => id === 'model.load')?.status).toBe('skip')
  expect(existsSync(dataDirectory)).toBe(false)
})
