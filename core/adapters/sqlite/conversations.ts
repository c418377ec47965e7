import type { Database } from 'bun:sqlite'
import { and, desc, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { conversations, messages } from '../../../drizzle/schema/schema.ts'
import type { Conversation } from '../../chat/conversation.ts'
import type { ConversationStore } from '../../store.ts'
import type { Vault } from '../../vault.ts'
import { openMessage, sealMessage } from './message-row.ts'
import { write } from './open-database.ts'

type Row = typeof conversations.$inferSelect

export function createConversationStore(database: Database, vault: Vault): ConversationStore {
  const db = drizzle(database)
  const ownerId = sql.placeholder('ownerId')
  const one = db
    .select()
    .from(conversations)
    .where(and(eq(conversations.ownerId, ownerId), eq(conversations.id, sql.placeholder('id'))))
    .prepare()
  const all = db
    .select()
    .from(conversations)
    .where(eq(conversations.ownerId, ownerId))
    .orderBy(desc(conversations.updatedAt), desc(conversations.id))
    .prepare()
  const headMessages = db
    .select({ message: messages })
    .from(conversations)
    .innerJoin(messages, eq(messages.id, conversations.headId))
    .where(eq(conversations.ownerId, ownerId))
    .prepare()
  // From the given message up to the root: `parent_id` is followed, so siblings of other branches stay out.
  const branchIds = sql`(
    WITH RECURSIVE up (id, parent_id) AS (
      SELECT id, parent_id FROM messages
      WHERE id = ${sql.placeholder('fromId')} AND owner_id = ${ownerId} AND conversation_id = ${sql.placeholder('id')}
      UNION ALL
      SELECT messages.id, messages.parent_id FROM messages JOIN up ON messages.id = up.parent_id
    ) SELECT id FROM up)`
  const branchMessages = db
    .select()
    .from(messages)
    .where(sql`${messages.id} IN ${branchIds}`)
    .orderBy(messages.sequence)
    .prepare()

  return {
    async create(conversation, greeting) {
      const { id, ownerId, companionId, headId, createdAt, updatedAt } = conversation
      const cells = await vault.forOwner(ownerId)
      const row = { id, ownerId, companionId, headId: headId ?? null, createdAt, updatedAt }
      const greetingRow = greeting && sealMessage(cells, ownerId, greeting)
      write(database, () => {
        db.insert(conversations).values(row).run()
        if (greetingRow) db.insert(messages).values(greetingRow).run()
      })
    },

    async list(ownerId, companionId) {
      const rows = all.all({ ownerId })
      return rows.filter((row) => !companionId || row.companionId === companionId).map(openConversation)
    },

    async find(ownerId, id) {
      const row = one.get({ ownerId, id })
      return row && openConversation(row)
    },

    async delete(ownerId, id) {
      return write(database, () => {
        const condition = and(eq(conversations.ownerId, ownerId), eq(conversations.id, id))
        return db.delete(conversations).where(condition).returning({ id: conversations.id }).all().length > 0
      })
    },

    async branch(ownerId, id, upTo) {
      const fromId = upTo ?? one.get({ ownerId, id })?.headId
      if (!fromId) return []
      const rows = branchMessages.all({ ownerId, id, fromId })
      if (rows.length === 0) return []
      const cells = await vault.forOwner(ownerId)
      return rows.map((row) => openMessage(cells, row))
    },

    async heads(ownerId) {
      const rows = headMessages.all({ ownerId })
      if (rows.length === 0) return new Map()
      const cells = await vault.forOwner(ownerId)
      return new Map(rows.map(({ message }) => [message.conversationId, openMessage(cells, message)]))
    },
  }
}

function openConversation(row: Row): Conversation {
  return { ...row, headId: row.headId ?? undefined }
}
