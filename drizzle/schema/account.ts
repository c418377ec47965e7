import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { sealed } from './columns.ts'

export const users = sqliteTable('users', {
  id: text().primaryKey(),
  role: text({ enum: ['owner', 'admin', 'user'] }).notNull(),
  emailSealed: sealed('email_sealed').notNull(),
  emailHash: text('email_hash').notNull(),
  nameSealed: sealed('name_sealed').notNull(),
  passwordHash: text('password_hash').notNull(),
  timeZone: text('time_zone').notNull(),
  createdAt: integer('created_at').notNull(),
})

export const sessions = sqliteTable('sessions', {
  id: text().primaryKey(),
  userId: text('user_id').notNull(),
  kind: text({ enum: ['web', 'local'] }).notNull(),
  tokenHash: text('token_hash').notNull(),
  createdAt: integer('created_at').notNull(),
  expiresAt: integer('expires_at').notNull(),
})

export const links = sqliteTable('links', {
  id: text().primaryKey(),
  purpose: text({ enum: ['owner-setup'] }).notNull(),
  tokenHash: text('token_hash').notNull(),
  expiresAt: integer('expires_at').notNull(),
  usedAt: integer('used_at'),
})
