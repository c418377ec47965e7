import { Database } from 'bun:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorKind } from '../../../tests/support/error-kind.ts'
import { type OpenedStore, openTestStore } from '../../../tests/support/open-store.ts'
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts'

let directory: ReturnType<typeof temporaryDirectory>
let opened: OpenedStore
beforeEach(() => {
  directory = temporaryDirectory()
  opened = openTestStore(directory.path)
})
afterEach(async () => {
  await opened[Symbol.asyncDispose]()
  directory[Symbol.dispose]()
})

const place = { table: 'messages', column: 'text_sealed', row: 'r1' }

describe('a sealed cell', () => {
  test('does not open at another table, column or row, nor for another owner', async () => {
    await opened.vault.createDataKey('ana')
    await opened.vault.createDataKey('eve')
    const ana = await opened.vault.forOwner('ana')
    const cell = ana.seal(place, 'secret')
    for (const moved of [{ table: 'turns' }, { column: 'other' }, { row: 'r2' }])
      expect(await errorKind(() => ana.open({ ...place, ...moved }, cell))).toBe('store-unreadable')
    const eve = await opened.vault.forOwner('eve')
    expect(await errorKind(() => eve.open(place, cell))).toBe('store-unreadable')
    expect(ana.open(place, cell)).toBe('secret')
  })
  test('does not open when any one byte of it was changed, or when it was cut', async () => {
    await opened.vault.createDataKey('ana')
    const ana = await opened.vault.forOwner('ana')
    const cell = ana.seal(place, 'secret')
    for (let index = 0; index < cell.length; index += 1) {
      const changed = Uint8Array.from(cell)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(await errorKind(() => ana.open(place, changed))).toBe('store-unreadable')
      expect(await errorKind(() => ana.open(place, cell.subarray(0, index)))).toBe('store-unreadable')
    }
  })
  test('is different every time and holds any text', async () => {
    await opened.vault.createDataKey('ana')
    const ana = await opened.vault.forOwner('ana')
    for (const text of ['', '👩‍👩‍👧‍👦 مرحبا', 'x'.repeat(100_000)]) {
      const [one, two] = [ana.seal(place, text), ana.seal(place, text)]
      expect(Buffer.compare(one, two)).not.toBe(0)
      expect(ana.open(place, one)).toBe(text)
    }
  })
})

describe('the keys', () => {
  test('a destroyed key opens nothing again, and no second key is made for its owner', async () => {
    await opened.vault.createDataKey('ana')
    await opened.vault.destroyDataKey('ana')
    expect(await errorKind(opened.vault.forOwner('ana'))).toBe('store-unreadable')
    expect(await errorKind(opened.vault.createDataKey('ana'))).toBe('conflict')
  })
  test('a destroyed key is gone from the files too, and while it cannot be wiped that is said', async () => {
    await opened.vault.createDataKey('ana')
    const wrapped = opened.keys
      .query<{ wrapped: Uint8Array }, []>('SELECT wrapped FROM data_keys')
      .get()?.wrapped
    const reader = new Database(join(directory.path, 'keys.db'), { readonly: true })
    reader.run('BEGIN')
    reader.query('SELECT * FROM data_keys').all()
    opened.keys.run('PRAGMA busy_timeout = 1')
    expect(await errorKind(opened.vault.destroyDataKey('ana'))).toBe('store-locked')
    reader.run('COMMIT')
    reader.close()
    await opened.vault.destroyDataKey('ana')
    for (const name of readdirSync(directory.path)) {
      const bytes = readFileSync(join(directory.path, name))
      expect([name, bytes.includes(Buffer.from(wrapped ?? 'missing'))]).toEqual([name, false])
    }
  })
  test('another master key opens nothing and says so', async () => {
    await opened[Symbol.asyncDispose]()
    expect(await errorKind(() => openTestStore(directory.path, new Uint8Array(32).fill(8)))).toBe(
      'store-unreadable',
    )
    opened = openTestStore(directory.path)
  })
  test('lookup hashes and the pepper stay the same over restarts and differ by purpose', async () => {
    const before = [
      opened.vault.lookupHash('a', 'x'),
      Buffer.from(opened.vault.passwordPepper()).toString('hex'),
    ]
    expect(opened.vault.lookupHash('b', 'x')).not.toBe(before[0] ?? '')
    await opened[Symbol.asyncDispose]()
    opened = openTestStore(directory.path)
    expect([
      opened.vault.lookupHash('a', 'x'),
      Buffer.from(opened.vault.passwordPepper()).toString('hex'),
    ]).toEqual(before)
  })
})

test('S71 nothing that a person wrote is readable in the files on disk', async () => {
  const canaries = [
    'ana@canary.example',
    'CanaryName',
    'CanaryCompanion',
    'CanaryPersonality',
    'CanaryMessage',
    'CanaryReply',
  ]
  const ownerId = Bun.randomUUIDv7()
  const companionId = Bun.randomUUIDv7()
  const conversationId = Bun.randomUUIDv7()
  const { store } = opened
  const user = {
    id: ownerId,
    role: 'user' as const,
    email: 'ana@canary.example',
    name: 'CanaryName',
    timeZone: 'UTC',
    createdAt: 1,
  }
  await store.users.create({ user, passwordHash: 'h' })
  const text = { name: 'CanaryCompanion', personality: 'CanaryPersonality', greeting: '', language: 'en' }
  await store.companions.create({ id: companionId, ownerId, ...text, createdAt: 1, updatedAt: 1 })
  const conversation = {
    id: conversationId,
    ownerId,
    companionId,
    headId: undefined,
    createdAt: 1,
    updatedAt: 1,
  }
  await store.conversations.create(conversation, undefined)
  const turnId = Bun.randomUUIDv7()
  const say = { type: 'message' as const, messageId: Bun.randomUUIDv7(), text: 'CanaryMessage' }
  await store.turns.begin({ turnId, ownerId, conversationId, now: 1, say })
  await store.turns.savePartial(ownerId, turnId, 0, 'CanaryReply')
  const files = ['aura.db', 'aura.db-wal', 'keys.db', 'keys.db-wal'].map((name) =>
    readFileSync(join(directory.path, name)),
  )
  for (const canary of canaries) for (const bytes of files) expect(bytes.includes(canary)).toBe(false)
})
