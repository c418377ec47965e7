import type { User } from '../account/account.ts'
import type { Conversation, Message, Turn, TurnStatus } from '../chat/conversation.ts'
import type { ConversationView } from '../chat/conversations.ts'
import type { Companion } from '../companion/companion.ts'
import type { ShownError } from '../errors.ts'
import type { Id } from '../ids.ts'
import type { FinishReason, Usage } from '../model-runtime.ts'

// What the API shows of each thing: never the owner's id, never a hash, and null where there is nothing.

export type UserJson = Pick<User, 'id' | 'name' | 'email' | 'role' | 'timeZone'>

export function userJson({ id, name, email, role, timeZone }: User): UserJson {
  return { id, name, email, role, timeZone }
}

export type CompanionJson = Omit<Companion, 'ownerId'>

export function companionJson({ ownerId: _, ...companion }: Companion): CompanionJson {
  return companion
}

export type MessageJson = {
  readonly id: Id
  readonly parentId: Id | null
  readonly sequence: number
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly createdAt: number
  readonly finishReason: FinishReason | null
  readonly usage: Usage | null
}

export function messageJson(message: Message): MessageJson {
  const { id, parentId, sequence, role, text, createdAt, finishReason, usage } = message
  return {
    id,
    parentId: parentId ?? null,
    sequence,
    role,
    text,
    createdAt,
    finishReason: finishReason ?? null,
    usage: usage ?? null,
  }
}

export type TurnJson = {
  readonly id: Id
  readonly userMessageId: Id
  readonly replyId: Id | null
  readonly status: TurnStatus
  readonly partialText: string
  readonly error: ShownError | null
}

export function turnJson({ id, userMessageId, replyId, status, partialText, error }: Turn): TurnJson {
  return { id, userMessageId, replyId: replyId ?? null, status, partialText, error: error ?? null }
}

export type ConversationJson = Pick<Conversation, 'id' | 'companionId' | 'createdAt' | 'updatedAt'>

export type ConversationListItemJson = ConversationJson & {
  /** The beginning of the message that the conversation stands at. */
  readonly lastMessage: { readonly role: 'user' | 'assistant'; readonly text: string } | null
}

export type ConversationDetailJson = ConversationJson & {
  readonly messages: readonly MessageJson[]
  /** The newest turn; null before the first message. */
  readonly turn: TurnJson | null
}

const previewLength = 120

export function conversationJson({ id, companionId, createdAt, updatedAt }: Conversation): ConversationJson {
  return { id, companionId, createdAt, updatedAt }
}

export function conversationListItemJson(
  conversation: Conversation,
  last: Message | undefined,
): ConversationListItemJson {
  return {
    ...conversationJson(conversation),
    lastMessage: last ? { role: last.role, text: last.text.slice(0, previewLength) } : null,
  }
}

export function conversationDetailJson(view: ConversationView): ConversationDetailJson {
  return {
    ...conversationJson(view.conversation),
    messages: view.messages.map(messageJson),
    turn: view.turn ? turnJson(view.turn) : null,
  }
}
