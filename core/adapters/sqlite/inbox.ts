import type { Database } from 'bun:sqlite'
import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { inbox } from '../../../drizzle/schema/schema.ts'
import type { InboundUpdate } from '../../channel/inbox.ts'
import type { Id } from '../../ids.ts'
import type { InboxStore } from '../../store.ts'
import type { Vault } from '../../vault.ts'
import { write } from './open-database.ts'

const place = (row: Id) => ({ table: 'inbox', column: 'payload_sealed', row })

export function createInboxStore(database: Database, vault: Vault): InboxStore {
  const db = drizzle(database)
  const waiting = db
    .select()
    .from(inbox)
    .where(and(eq(inbox.connectionId, sql.placeholder('connectionId')), isNull(inbox.doneAt)))
    .orderBy(asc(inbox.receivedAt), asc(inbox.id))
    .limit(sql.placeholder('limit'))
    .prepare()

  async function open(row: typeof inbox.$inferSelect): Promise<InboundUpdate> {
    const { id, connectionId, externalId, ownerId, receivedAt } = row
    const payload = (await vault.forOwner(ownerId)).open(place(id), row.payloadSealed)
    return { id, connectionId, externalId, ownerId, payload, receivedAt }
  }

  return {
    async accept({ payload, ...update }) {
      const cells = await vault.forOwner(update.ownerId)
      const row = { ...update, payloadSealed: cells.seal(place(update.id), payload) }
      return write(
        database,
        () =>
          db
            .insert(inbox)
            .values(row)
            .onConflictDoNothing({ target: [inbox.connectionId, inbox.externalId] })
            .returning({ id: inbox.id })
            .all().length > 0,
      )
    },
    async pending(connectionId, limit) {
      return Promise.all(waiting.all({ connectionId, limit }).map(open))
    },
    async done(id, now) {
      write(database, () => void db.update(inbox).set({ doneAt: now }).where(eq(inbox.id, id)).run())
    },
  }
}
