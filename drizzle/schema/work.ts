import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { sealed } from './columns.ts'

export const jobs = sqliteTable('jobs', {
  id: text().primaryKey(),
  kind: text().notNull(),
  ownerId: text('owner_id').notNull(),
  payloadSealed: sealed('payload_sealed').notNull(),
  runAt: integer('run_at').notNull(),
  leaseUntil: integer('lease_until').notNull().default(0),
  attempts: integer().notNull().default(0),
  dedupeKey: text('dedupe_key'),
})

export const inbox = sqliteTable('inbox', {
  id: text().primaryKey(),
  connectionId: text('connection_id').notNull(),
  externalId: text('external_id').notNull(),
  ownerId: text('owner_id').notNull(),
  payloadSealed: sealed('payload_sealed').notNull(),
  receivedAt: integer('received_at').notNull(),
  doneAt: integer('done_at'),
})

export const settings = sqliteTable('settings', {
  key: text().primaryKey(),
  value: text().notNull(),
})
