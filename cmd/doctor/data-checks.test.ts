import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../core/adapters/sqlite/open-database.ts'
import { readConfig } from '../../core/config/config.ts'
import { temporaryDirectory } from '../../tests/support/temporary-directory.ts'
import { systemPorts } from '../deps.ts'
import { dataFile, openData } from '../open-data.ts'
import { canOpenData, dataChecks } from './data-checks.ts'

let place: ReturnType<typeof temporaryDirectory>
beforeEach(() => {
  place = temporaryDirectory()
})
afterEach(() => place[Symbol.dispose]())

const configAt = (dataDirectory: string) => readConfig({ dataDirectory, flags: {}, env: {}, toml: undefined })

/** Every file of a directory with what is in it; in SQLite's shared memory readers take turns, no more. */
function contents(directory: string): readonly string[] {
  return readdirSync(directory)
    .sort()
    .map((name) =>
      name.endsWith('-shm') ? name : `${name} ${Bun.hash(readFileSync(join(directory, name)))}`,
    )
}

/** What a look says of the databases, and that it changed nothing. */
async function look(directory: string) {
  const before = contents(directory)
  const checks = await dataChecks(configAt(directory), {})
  expect(contents(directory)).toEqual(before)
  return { store: checks.find(({ id }) => id === 'data.store'), checks }
}

describe('a look at the data', () => {
  test('makes no directory where there is none', async () => {
    const directory = join(place.path, 'not-yet')
    const checks = await dataChecks(configAt(directory), {})
    expect(checks).toMatchObject([{ id: 'data.directory', status: 'skip' }])
    expect(checks[0]?.found).toContain('aura serve')
    expect(canOpenData(checks)).toBe(false)
    expect(existsSync(directory)).toBe(false)
  })

  test('makes no key and no database in an empty directory', async () => {
    const directory = join(place.path, 'empty')
    mkdirSync(directory, { mode: 0o700 })
    const { store, checks } = await look(directory)
    expect(store?.status).toBe('skip')
    expect(canOpenData(checks)).toBe(false)
  })

  test('does not bring an older database up to date, also while a daemon has it open', async () => {
    const directory = place.path
    await openData(configAt(directory), {}, systemPorts)[Symbol.asyncDispose]()
    const older = openDatabase(dataFile(directory))
    older.run('DELETE FROM schema_migrations')
    const open = await look(directory)
    older.close()
    const closed = await look(directory)
    for (const { store, checks } of [open, closed]) {
      expect(store).toMatchObject({ status: 'warn', fix: expect.stringContaining('aura serve') })
      expect(canOpenData(checks)).toBe(false)
    }
  })

  test('refuses a database of a newer Aura', async () => {
    const directory = place.path
    await openData(configAt(directory), {}, systemPorts)[Symbol.asyncDispose]()
    const newer = openDatabase(dataFile(directory))
    newer.run("INSERT INTO schema_migrations VALUES (99, 'future', '', 1)")
    newer.close()
    expect((await look(directory)).store).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('newer'),
    })
  })

  test('refuses a database that is damaged', async () => {
    writeFileSync(dataFile(place.path), 'not a database, but long enough to be read as one '.repeat(20), {
      mode: 0o600,
    })
    expect((await look(place.path)).store).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('damaged'),
    })
  })

  test('finds nothing wrong with data as aura serve makes it, and leaves no file behind', async () => {
    const directory = place.path
    await openData(configAt(directory), {}, systemPorts)[Symbol.asyncDispose]()
    const names = readdirSync(directory).sort()
    const checks = await dataChecks(configAt(directory), {})
    expect(canOpenData(checks)).toBe(true)
    expect(readdirSync(directory).sort()).toEqual(names)
  })
})
