import type { Database } from 'bun:sqlite'
import { and, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { companions } from '../../../drizzle/schema/schema.ts'
import type { Companion } from '../../companion/companion.ts'
import type { CompanionStore } from '../../store.ts'
import type { OwnerVault, Vault } from '../../vault.ts'
import { write } from './open-database.ts'

type Row = typeof companions.$inferSelect
type SealedColumn = 'name_sealed' | 'personality_sealed' | 'greeting_sealed'

export function createCompanionStore(database: Database, vault: Vault): CompanionStore {
  const db = drizzle(database)
  const own = and(
    eq(companions.ownerId, sql.placeholder('ownerId')),
    eq(companions.id, sql.placeholder('id')),
  )
  const one = db.select().from(companions).where(own).prepare()
  const all = db
    .select()
    .from(companions)
    .where(eq(companions.ownerId, sql.placeholder('ownerId')))
    .orderBy(companions.createdAt, companions.id)
    .prepare()

  return {
    async create(companion) {
      const row = sealCompanion(await vault.forOwner(companion.ownerId), companion)
      write(database, () => void db.insert(companions).values(row).run())
    },

    async list(ownerId) {
      const rows = all.all({ ownerId })
      if (rows.length === 0) return []
      const cells = await vault.forOwner(ownerId)
      return rows.map((row) => openCompanion(cells, row))
    },

    async find(ownerId, id) {
      const row = one.get({ ownerId, id })
      return row && openCompanion(await vault.forOwner(ownerId), row)
    },

    async update(ownerId, id, fields, now) {
      if (!one.get({ ownerId, id })) return undefined
      const cells = await vault.forOwner(ownerId)
      return write(database, () => {
        const row = one.get({ ownerId, id })
        if (!row) return undefined
        const companion: Companion = { ...openCompanion(cells, row), ...fields, updatedAt: now }
        db.update(companions).set(sealCompanion(cells, companion)).where(eq(companions.id, id)).run()
        return companion
      })
    },

    async delete(ownerId, id) {
      return write(database, () => {
        const condition = and(eq(companions.ownerId, ownerId), eq(companions.id, id))
        return db.delete(companions).where(condition).returning({ id: companions.id }).all().length > 0
      })
    },
  }
}

const place = (row: string, column: SealedColumn) => ({ table: 'companions', column, row })

function sealCompanion(cells: OwnerVault, companion: Companion): Row {
  const { id, ownerId, language, createdAt, updatedAt } = companion
  return {
    id,
    ownerId,
    nameSealed: cells.seal(place(id, 'name_sealed'), companion.name),
    personalitySealed: cells.seal(place(id, 'personality_sealed'), companion.personality),
    greetingSealed: cells.seal(place(id, 'greeting_sealed'), companion.greeting),
    language,
    createdAt,
    updatedAt,
  }
}

function openCompanion(cells: OwnerVault, row: Row): Companion {
  const { id, ownerId, language, createdAt, updatedAt } = row
  return {
    id,
    ownerId,
    name: cells.open(place(id, 'name_sealed'), row.nameSealed),
    personality: cells.open(place(id, 'personality_sealed'), row.personalitySealed),
    greeting: cells.open(place(id, 'greeting_sealed'), row.greetingSealed),
    language,
    createdAt,
    updatedAt,
  }
}
