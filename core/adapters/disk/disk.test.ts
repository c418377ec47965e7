import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts'
import type { AuraError } from '../../errors.ts'
import { findDaemon, lockDaemon } from './daemon-lock.ts'
import { prepareDataDirectory } from './data-directory.ts'
import { readMasterKeyFile, writeMasterKeyFile } from './master-key-file.ts'

let directory: ReturnType<typeof temporaryDirectory>
beforeEach(() => {
  directory = temporaryDirectory()
})
afterEach(() => directory[Symbol.dispose]())

const me = process.getuid?.() ?? 0
const refusal = (work: () => unknown): AuraError | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return error as AuraError
  }
}

describe('the data directory', () => {
  test('of another user is refused and told whose it is', () => {
    const error = refusal(() => prepareDataDirectory(directory.path, me + 1))
    expect(error?.kind).toBe('not-allowed')
    expect(error?.why).toContain(`user ${me}`)
  })
  test('that others can read is refused with the command that mends it', () => {
    for (const mode of [0o750, 0o705, 0o777]) {
      chmodSync(directory.path, mode)
      const error = refusal(() => prepareDataDirectory(directory.path, me))
      expect(error?.kind).toBe('not-allowed')
      expect(error?.fix).toBe(`chmod 700 ${directory.path}`)
    }
  })
  test('that is a file is refused', () => {
    const file = join(directory.path, 'file')
    writeFileSync(file, '')
    expect(refusal(() => prepareDataDirectory(join(file, 'data'), me))?.kind).toBe('not-allowed')
  })
  test('is made private, with its parents', () => {
    const path = join(directory.path, 'a', 'b')
    prepareDataDirectory(path, me)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })
})

describe('the master key file', () => {
  test('is refused when it is missing or others can read it, and never overwritten', () => {
    const file = join(directory.path, 'master.key')
    expect(refusal(() => readMasterKeyFile(file))?.kind).toBe('config-invalid')
    writeFileSync(`${file}.${process.pid}.new`, 'left by a power cut')
    writeMasterKeyFile(file, new Uint8Array(32).fill(1))
    expect(statSync(file).mode & 0o777).toBe(0o600)
    writeMasterKeyFile(file, new Uint8Array(32).fill(2))
    expect(readdirSync(directory.path)).toEqual(['master.key'])
    chmodSync(file, 0o640)
    expect(refusal(() => readMasterKeyFile(file))?.fix).toBe(`chmod 600 ${file}`)
    chmodSync(file, 0o600)
    expect(readMasterKeyFile(file).trim()).toBe('01'.repeat(32))
  })
})

describe('the daemon lock', () => {
  const holder = `
    import { lockDaemon } from ${JSON.stringify(join(import.meta.dir, 'daemon-lock.ts'))}
    const lock = lockDaemon(process.argv[1])
    lock.announce({ origin: 'http://127.0.0.1:1', pid: process.pid, version: 'x' })
    console.log('held')
    setInterval(() => {}, 1000)`

  test('is given back by a process that is killed with SIGKILL', async () => {
    const data = join(directory.path, 'data')
    mkdirSync(data)
    // `await using` ends it when an assertion fails, too.
    await using child = Bun.spawn([process.execPath, '-e', holder, data], {
      stdout: 'pipe',
      stderr: 'inherit',
    })
    await child.stdout.getReader().read()
    const error = refusal(() => lockDaemon(data))
    expect(error?.kind).toBe('store-locked')
    expect(error?.why).toContain(String(child.pid))
    expect(findDaemon(data)).toMatchObject({ origin: 'http://127.0.0.1:1', pid: child.pid })
    child.kill('SIGKILL')
    await child.exited
    expect(findDaemon(data)).toBeUndefined()
    using lock = lockDaemon(data)
    expect(lock).toBeDefined()
  })

  test('is neither taken nor seen by those who only look, however many they are', () => {
    const data = join(directory.path, 'data')
    mkdirSync(data)
    expect(findDaemon(data)).toBeUndefined()
    expect(readdirSync(data)).toEqual([])
    lockDaemon(data)[Symbol.dispose]()
    const looker = new Database(join(data, 'daemon.lock'))
    looker.run('BEGIN')
    looker.query('SELECT count(*) FROM sqlite_master').get()
    expect(findDaemon(data)).toBeUndefined()
    looker.run('COMMIT')
    looker.close()
    using lock = lockDaemon(data)
    expect(findDaemon(data)).toBe('starting')
    expect(lock).toBeDefined()
  })

  test('is not given back because nobody looks at it any more', () => {
    const data = join(directory.path, 'data')
    mkdirSync(data)
    const dispose = (() => {
      const lock = new WeakRef(lockDaemon(data))
      return () => lock.deref()?.[Symbol.dispose]()
    })()
    for (let round = 0; round < 5; round += 1) {
      Array.from({ length: 10_000 }, () => ({}))
      Bun.gc(true)
    }
    expect(findDaemon(data)).toBe('starting')
    dispose()
  })
})
