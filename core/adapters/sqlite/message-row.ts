import type { messages } from '../../../drizzle/schema/schema.ts'
import type { Message } from '../../chat/conversation.ts'
import type { Id } from '../../ids.ts'
import type { Usage } from '../../model-runtime.ts'
import type { OwnerVault } from '../../vault.ts'

export type MessageRow = typeof messages.$inferSelect

const place = (row: Id) => ({ table: 'messages', column: 'text_sealed', row })

/** The row of a message, its text sealed by the owner's key. */
export function sealMessage(cells: OwnerVault, ownerId: Id, message: Message): MessageRow {
  const { id, conversationId, parentId, sequence, role, text, createdAt, finishReason, usage } = message
  return {
    id,
    conversationId,
    ownerId,
    parentId: parentId ?? null,
    sequence,
    role,
    textSealed: cells.seal(place(id), text),
    createdAt,
    finishReason: finishReason ?? null,
    promptTokens: usage?.promptTokens ?? null,
    cachedTokens: usage?.cachedTokens ?? null,
    completionTokens: usage?.completionTokens ?? null,
    firstTokenMs: usage?.firstTokenMs ?? null,
    durationMs: usage?.durationMs ?? null,
    tokensPerSecond: usage?.tokensPerSecond ?? null,
  }
}

export function openMessage(cells: OwnerVault, row: MessageRow): Message {
  const usage = openUsage(row)
  return {
    id: row.id,
    conversationId: row.conversationId,
    parentId: row.parentId ?? undefined,
    sequence: row.sequence,
    role: row.role,
    text: cells.open(place(row.id), row.textSealed),
    createdAt: row.createdAt,
    ...(row.finishReason === null ? {} : { finishReason: row.finishReason }),
    ...(usage ? { usage } : {}),
  }
}

function openUsage(row: MessageRow): Usage | undefined {
  const { promptTokens, cachedTokens, completionTokens, firstTokenMs, durationMs, tokensPerSecond } = row
  if (promptTokens === null || completionTokens === null || durationMs === null) return undefined
  return {
    promptTokens,
    cachedTokens: cachedTokens ?? 0,
    completionTokens,
    durationMs,
    ...(firstTokenMs === null ? {} : { firstTokenMs }),
    ...(tokensPerSecond === null ? {} : { tokensPerSecond }),
  }
}
