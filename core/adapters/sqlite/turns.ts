import type { Database } from 'bun:sqlite'
import { and, desc, eq, max, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { conversations, jobs, messages, turns } from '../../../drizzle/schema/schema.ts'
import { interruptedError, type Message, type Turn } from '../../chat/conversation.ts'
import { AuraError, type ShownError } from '../../errors.ts'
import type { Id } from '../../ids.ts'
import type { BeginTurn, FinishTurn, TurnStore } from '../../store.ts'
import type { OwnerVault, Vault } from '../../vault.ts'
import { sealJob } from './jobs.ts'
import { sealMessage } from './message-row.ts'
import { write } from './open-database.ts'

type Row = typeof turns.$inferSelect

const place = (row: Id) => ({ table: 'turns', column: 'partial_sealed', row })

export function createTurnStore(database: Database, vault: Vault): TurnStore {
  const db = drizzle(database)
  const ownerId = sql.placeholder('ownerId')
  const conversationId = sql.placeholder('conversationId')
  const one = db
    .select()
    .from(turns)
    .where(and(eq(turns.ownerId, ownerId), eq(turns.id, sql.placeholder('id'))))
    .prepare()
  const newest = db
    .select()
    .from(turns)
    .where(and(eq(turns.ownerId, ownerId), eq(turns.conversationId, conversationId)))
    .orderBy(desc(turns.startedAt), desc(turns.id))
    .limit(1)
    .prepare()
  const newestFor = db
    .select()
    .from(turns)
    .where(eq(turns.userMessageId, sql.placeholder('userMessageId')))
    .orderBy(desc(turns.startedAt), desc(turns.id))
    .limit(1)
    .prepare()
  const running = db
    .select({ id: turns.id })
    .from(turns)
    .where(and(eq(turns.conversationId, conversationId), eq(turns.status, 'running')))
    .prepare()
  const conversation = db
    .select()
    .from(conversations)
    .where(and(eq(conversations.ownerId, ownerId), eq(conversations.id, conversationId)))
    .prepare()
  const messageById = db
    .select({
      id: messages.id,
      ownerId: messages.ownerId,
      conversationId: messages.conversationId,
      role: messages.role,
    })
    .from(messages)
    .where(eq(messages.id, sql.placeholder('id')))
    .prepare()
  const lastSequence = db
    .select({ sequence: max(messages.sequence) })
    .from(messages)
    .where(eq(messages.conversationId, conversationId))
    .prepare()

  const nextSequence = (conversationId: Id) => (lastSequence.get({ conversationId })?.sequence ?? 0) + 1

  /** The turn of a message that is stored already, or undefined when it is new. */
  function repeatedTurn(input: BeginTurn): Row | undefined {
    if (input.say.type !== 'message') return undefined
    const message = messageById.get({ id: input.say.messageId })
    if (!message) return undefined
    const own =
      message.ownerId === input.ownerId &&
      message.conversationId === input.conversationId &&
      message.role === 'user'
    const turn = own ? newestFor.get({ userMessageId: message.id }) : undefined
    if (!turn) throw new AuraError('conflict', 'This message id is taken.', { fix: 'Send it with a new id.' })
    return turn
  }

  /** Stores what the user says, if it is new, and returns its id. */
  function userMessage(input: BeginTurn, cells: OwnerVault, headId: Id | undefined): Id {
    const { say, conversationId, ownerId, now } = input
    if (say.type === 'retry') {
      const message = messageById.get({ id: say.userMessageId })
      const own = message?.ownerId === ownerId && message.conversationId === conversationId
      if (!own || message.role !== 'user')
        throw new AuraError('not-found', 'There is no such message of yours in this conversation.')
      return message.id
    }
    const message: Message = {
      id: say.messageId,
      conversationId,
      parentId: headId,
      sequence: nextSequence(conversationId),
      role: 'user',
      text: say.text,
      createdAt: now,
    }
    db.insert(messages)
      .values(sealMessage(cells, ownerId, message))
      .run()
    db.update(conversations)
      .set({ headId: message.id, updatedAt: now })
      .where(eq(conversations.id, conversationId))
      .run()
    return message.id
  }

  async function openTurn(row: Row): Promise<Turn> {
    const partial = row.partialSealed
      ? (await vault.forOwner(row.ownerId)).open(place(row.id), row.partialSealed)
      : ''
    return {
      id: row.id,
      conversationId: row.conversationId,
      ownerId: row.ownerId,
      userMessageId: row.userMessageId,
      replyId: row.replyId ?? undefined,
      status: row.status,
      attempt: row.attempt,
      partialText: partial,
      error: row.error === null ? undefined : (JSON.parse(row.error) as ShownError),
      startedAt: row.startedAt,
      endedAt: row.endedAt ?? undefined,
    }
  }

  return {
    async begin(input) {
      const { turnId, ownerId, conversationId, now } = input
      const cells = await vault.forOwner(ownerId)
      const begun = write(database, () => {
        const found = conversation.get({ ownerId, conversationId })
        if (!found) throw new AuraError('not-found', 'There is no such conversation.')
        const repeated = repeatedTurn(input)
        if (repeated) return { row: repeated, repeated: true }
        if (running.get({ conversationId }))
          throw new AuraError('turn-running', 'The last message is still being answered.', {
            fix: 'Wait for the reply or stop it.',
          })
        const row: Row = {
          id: turnId,
          conversationId,
          ownerId,
          userMessageId: userMessage(input, cells, found.headId ?? undefined),
          replyId: null,
          status: 'running',
          attempt: 0,
          partialSealed: null,
          error: null,
          startedAt: now,
          endedAt: null,
        }
        db.insert(turns).values(row).run()
        return { row, repeated: false }
      })
      return { turn: await openTurn(begun.row), repeated: begun.repeated }
    },

    async find(ownerId, id) {
      const row = one.get({ ownerId, id })
      return row && openTurn(row)
    },

    async latest(ownerId, conversationId) {
      const row = newest.get({ ownerId, conversationId })
      return row && openTurn(row)
    },

    async savePartial(ownerId, id, attempt, text) {
      const partialSealed = (await vault.forOwner(ownerId)).seal(place(id), text)
      const condition = and(eq(turns.ownerId, ownerId), eq(turns.id, id), eq(turns.status, 'running'))
      write(database, () => void db.update(turns).set({ attempt, partialSealed }).where(condition).run())
    },

    async finish(input) {
      const cells = await vault.forOwner(input.ownerId)
      write(database, () => {
        const row = one.get({ ownerId: input.ownerId, id: input.turnId })
        if (row?.status !== 'running') return
        if (input.reply) insertReply(row, input, input.reply, cells)
        for (const job of input.jobs ?? [])
          db.insert(jobs).values(sealJob(cells, job)).onConflictDoNothing().run()
        db.update(turns)
          .set({
            status: input.status,
            attempt: input.attempt,
            replyId: input.reply?.id ?? null,
            partialSealed: input.partialText ? cells.seal(place(row.id), input.partialText) : null,
            error: input.error ? JSON.stringify(input.error) : null,
            endedAt: input.now,
          })
          .where(eq(turns.id, row.id))
          .run()
      })
    },

    async interruptRunning(now) {
      return write(database, () =>
        db
          .update(turns)
          .set({ status: 'interrupted', error: JSON.stringify(interruptedError), endedAt: now })
          .where(eq(turns.status, 'running'))
          .returning({ id: turns.id })
          .all(),
      ).length
    },
  }

  function insertReply(
    row: Row,
    { now, usage }: FinishTurn,
    reply: NonNullable<FinishTurn['reply']>,
    cells: OwnerVault,
  ): void {
    const message: Message = {
      id: reply.id,
      conversationId: row.conversationId,
      parentId: row.userMessageId,
      sequence: nextSequence(row.conversationId),
      role: 'assistant',
      text: reply.text,
      createdAt: now,
      finishReason: reply.finishReason,
      ...(usage ? { usage } : {}),
    }
    db.insert(messages)
      .values(sealMessage(cells, row.ownerId, message))
      .run()
    db.update(conversations)
      .set({ headId: reply.id, updatedAt: now })
      .where(eq(conversations.id, row.conversationId))
      .run()
  }
}
