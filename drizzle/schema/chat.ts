import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { sealed } from './columns.ts'

export const companions = sqliteTable('companions', {
  id: text().primaryKey(),
  ownerId: text('owner_id').notNull(),
  nameSealed: sealed('name_sealed').notNull(),
  personalitySealed: sealed('personality_sealed').notNull(),
  greetingSealed: sealed('greeting_sealed').notNull(),
  language: text().notNull(),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const conversations = sqliteTable('conversations', {
  id: text().primaryKey(),
  ownerId: text('owner_id').notNull(),
  companionId: text('companion_id').notNull(),
  headId: text('head_id'),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
})

export const messages = sqliteTable('messages', {
  id: text().primaryKey(),
  conversationId: text('conversation_id').notNull(),
  ownerId: text('owner_id').notNull(),
  parentId: text('parent_id'),
  sequence: integer().notNull(),
  role: text({ enum: ['user', 'assistant'] }).notNull(),
  textSealed: sealed('text_sealed').notNull(),
  createdAt: integer('created_at').notNull(),
  finishReason: text('finish_reason', { enum: ['stop', 'length', 'aborted', 'error'] }),
  promptTokens: integer('prompt_tokens'),
  cachedTokens: integer('cached_tokens'),
  completionTokens: integer('completion_tokens'),
  firstTokenMs: real('first_token_ms'),
  durationMs: real('duration_ms'),
  tokensPerSecond: real('tokens_per_second'),
})

export const turns = sqliteTable('turns', {
  id: text().primaryKey(),
  conversationId: text('conversation_id').notNull(),
  ownerId: text('owner_id').notNull(),
  userMessageId: text('user_message_id').notNull(),
  replyId: text('reply_id'),
  status: text({ enum: ['running', 'done', 'stopped', 'failed', 'interrupted'] }).notNull(),
  attempt: integer().notNull().default(0),
  partialSealed: sealed('partial_sealed'),
  error: text(),
  startedAt: integer('started_at').notNull(),
  endedAt: integer('ended_at'),
})
