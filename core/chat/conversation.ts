import type { ShownError } from '../errors.ts'
import type { Id } from '../ids.ts'
import type { FinishReason, Usage } from '../model-runtime.ts'

export type Conversation = {
  readonly id: Id
  readonly ownerId: Id
  readonly companionId: Id
  /** The message the conversation stands at; undefined while it is empty. */
  readonly headId: Id | undefined
  readonly createdAt: number
  readonly updatedAt: number
}

/** A message of the tree. Order inside a conversation is `sequence`, never the clock. */
export type Message = {
  readonly id: Id
  readonly conversationId: Id
  readonly parentId: Id | undefined
  readonly sequence: number
  readonly role: 'user' | 'assistant'
  readonly text: string
  readonly createdAt: number
  /** Of replies that a model made. */
  readonly finishReason?: FinishReason
  readonly usage?: Usage
}

/** `running` until the server ends it; `interrupted` when a restart did. */
export type TurnStatus = 'running' | 'done' | 'stopped' | 'failed' | 'interrupted'

/** One reply being made, or how it ended. It belongs to the server, not to a connection. */
export type Turn = {
  readonly id: Id
  readonly conversationId: Id
  readonly ownerId: Id
  /** The user's message that is answered. */
  readonly userMessageId: Id
  /** The reply, once there is one. */
  readonly replyId: Id | undefined
  readonly status: TurnStatus
  /** Which try the text belongs to, from 0: a crash of the runtime starts the reply over. */
  readonly attempt: number
  /** What was made of the reply when it was last written down. */
  readonly partialText: string
  readonly error: ShownError | undefined
  readonly startedAt: number
  readonly endedAt: number | undefined
}

/** How a turn ended that a restart of the daemon cut off. */
export const interruptedError: ShownError = {
  kind: 'interrupted',
  message: 'This reply was interrupted.',
  why: 'Aura was restarted while it was being made.',
  fix: 'Try again.',
}

/** Most characters of a user's message. */
export const maxMessageLength = 32_000
