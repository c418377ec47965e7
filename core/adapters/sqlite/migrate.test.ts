import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { dataMigrations } from '../../../drizzle/migrations.ts'
import * as schema from '../../../drizzle/schema/schema.ts'
import { errorKind } from '../../../tests/support/error-kind.ts'
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts'
import { copyBeforeMigration, migrate } from './migrate.ts'
import { openDatabase } from './open-database.ts'

let directory: ReturnType<typeof temporaryDirectory>
let database: Database
beforeEach(() => {
  directory = temporaryDirectory()
  database = openDatabase(join(directory.path, 'test.db'))
})
afterEach(() => {
  database.close()
  directory[Symbol.dispose]()
})

const one = { number: 1, name: 'one', sql: 'CREATE TABLE a (id INTEGER PRIMARY KEY) STRICT' }
const two = { number: 2, name: 'two', sql: 'ALTER TABLE a ADD COLUMN b TEXT' }
const tables = () =>
  database
    .query<{ name: string }, []>("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .map(({ name }) => name)

test('data of a newer Aura is refused and left as it is', async () => {
  migrate(database, [one, two], 1)
  expect(await errorKind(() => migrate(database, [one], 2))).toBe('store-newer')
})
test('a migration that was edited after it was applied is refused', async () => {
  migrate(database, [one], 1)
  expect(await errorKind(() => migrate(database, [{ ...one, sql: `${one.sql} -- edited` }], 2))).toBe(
    'store-unreadable',
  )
})
test('a migration that fails leaves nothing of itself behind', async () => {
  const broken = {
    number: 2,
    name: 'broken',
    sql: 'CREATE TABLE half (id INTEGER) STRICT; CREATE TABLE a (x)',
  }
  migrate(database, [one], 1)
  expect(await errorKind(() => migrate(database, [one, broken], 2))).toBe('unavailable')
  expect(tables()).not.toContain('half')
  expect(migrate(database, [one, two], 3)).toEqual([2])
})
test('before an upgrade a copy of the data as it was is kept; a first start makes none', () => {
  const file = join(directory.path, 'test.db')
  migrate(database, [one], 1)
  expect(existsSync(copyBeforeMigration(file, 0))).toBe(false)
  database.run('INSERT INTO a (id) VALUES (7)')
  expect(migrate(database, [one, two], 2)).toEqual([2])
  const copy = new Database(copyBeforeMigration(file, 1), { readonly: true })
  expect(copy.query('SELECT * FROM a').all()).toEqual([{ id: 7 }])
  copy.close()
  expect(migrate(database, [one, two], 3)).toEqual([])
})
test('the drizzle schema names the columns that the migrations make, and all of them', () => {
  migrate(database, dataMigrations, 1)
  for (const table of Object.values(schema).filter((each) => is(each, SQLiteTable))) {
    const made = database
      .query<{ name: string; notnull: number }, []>(`PRAGMA table_info(${getTableName(table)})`)
      .all()
    const described = Object.values(getTableColumns(table)).map(({ name, notNull }) => `${name} ${notNull}`)
    expect(described.sort()).toEqual(made.map(({ name, notnull }) => `${name} ${notnull === 1}`).sort())
  }
})
test('a commit is on disk before it is acknowledged, and what is deleted is overwritten', () => {
  const pragma = (name: string) => Object.values(database.query(`PRAGMA ${name}`).get() as object)[0]
  expect(pragma('synchronous')).toBe(2)
  expect(pragma('journal_mode')).toBe('wal')
  expect(pragma('foreign_keys')).toBe(1)
  expect(pragma('secure_delete')).toBe(1)
})
