import type { Session, User, UserSecret } from './account/account.ts'
import type { InboundUpdate } from './channel/inbox.ts'
import type { Conversation, Message, Turn, TurnStatus } from './chat/conversation.ts'
import type { Companion, CompanionFields } from './companion/companion.ts'
import type { ShownError } from './errors.ts'
import type { Id } from './ids.ts'
import type { Job, NewJob } from './jobs/job.ts'
import type { FinishReason, Usage } from './model-runtime.ts'

// Every method is one unit of work: all of it is on disk when the promise resolves, none of it when it
// rejects. No transaction object leaves the adapter. Reads take the owner, so that nobody reaches what is
// not theirs: another owner's row is the same as no row.

/** Which link is used up, and when. */
export type LinkUse = {
  readonly purpose: 'owner-setup'
  readonly tokenHash: string
  readonly now: number
}

export type UserStore = {
  /** Rejects with `conflict` when the e-mail is taken, or a second owner would come to be. With `link` the link is
   * used up in the same unit of work; rejects with `link-expired` when it is not valid (any more). */
  readonly create: (input: {
    readonly user: User
    readonly passwordHash: string
    readonly link?: LinkUse
  }) => Promise<void>
  readonly find: (id: Id) => Promise<User | undefined>
  readonly findOwner: () => Promise<User | undefined>
  readonly findByEmail: (email: string) => Promise<UserSecret | undefined>
}

export type SessionStore = {
  readonly create: (session: Session & { readonly tokenHash: string }) => Promise<void>
  readonly findByTokenHash: (tokenHash: string, now: number) => Promise<Session | undefined>
  readonly delete: (id: Id) => Promise<void>
  readonly deleteExpired: (now: number) => Promise<number>
}

/** Single-use links such as the one that makes the owner. Only the hash of the token is stored. */
export type LinkStore = {
  /** Replaces every unused link of the same purpose. */
  readonly create: (link: {
    readonly id: Id
    readonly purpose: 'owner-setup'
    readonly tokenHash: string
    readonly expiresAt: number
  }) => Promise<void>
  readonly isValid: (purpose: 'owner-setup', tokenHash: string, now: number) => Promise<boolean>
}

export type CompanionStore = {
  readonly create: (companion: Companion) => Promise<void>
  readonly list: (ownerId: Id) => Promise<readonly Companion[]>
  readonly find: (ownerId: Id, id: Id) => Promise<Companion | undefined>
  /** The new state, or undefined when the owner has no such companion. */
  readonly update: (
    ownerId: Id,
    id: Id,
    fields: Partial<CompanionFields>,
    now: number,
  ) => Promise<Companion | undefined>
  /** Deletes its conversations, messages and turns too. False when there was none. */
  readonly delete: (ownerId: Id, id: Id) => Promise<boolean>
}

export type ConversationStore = {
  /** With the greeting as its first message, when there is one. */
  readonly create: (conversation: Conversation, greeting: Message | undefined) => Promise<void>
  readonly list: (ownerId: Id, companionId?: Id) => Promise<readonly Conversation[]>
  readonly find: (ownerId: Id, id: Id) => Promise<Conversation | undefined>
  readonly delete: (ownerId: Id, id: Id) => Promise<boolean>
  /** From the first message to `upTo`, or to the head: the branch that is shown and sent to the model. */
  readonly branch: (ownerId: Id, id: Id, upTo?: Id) => Promise<readonly Message[]>
  /** The message that each conversation stands at, for lists: conversation id to message. */
  readonly heads: (ownerId: Id) => Promise<ReadonlyMap<Id, Message>>
}

export type BeginTurn = {
  readonly turnId: Id
  readonly ownerId: Id
  readonly conversationId: Id
  readonly now: number
  readonly say:
    | { readonly type: 'message'; readonly messageId: Id; readonly text: string }
    /** Another answer to a message that is there. */
    | { readonly type: 'retry'; readonly userMessageId: Id }
}

export type FinishTurn = {
  readonly turnId: Id
  readonly ownerId: Id
  readonly now: number
  readonly status: Exclude<TurnStatus, 'running'>
  /** Which try of the reply this is the end of, from 0. */
  readonly attempt: number
  /** Makes the reply and moves the head; undefined when nothing was said. */
  readonly reply: { readonly id: Id; readonly text: string; readonly finishReason: FinishReason } | undefined
  readonly usage: Usage | undefined
  readonly error: ShownError | undefined
  /** What was made of a reply that did not become one; empty for none. */
  readonly partialText: string
  readonly jobs?: readonly NewJob[]
}

export type TurnStore = {
  /** Stores the user's message and the running turn together. Repeating a message id that is stored returns
   * its turn and `repeated: true` and writes nothing. Rejects with `turn-running` while the conversation has
   * a running turn, `not-found` for a conversation that is not the owner's, `conflict` for a message id that
   * stands elsewhere. */
  readonly begin: (input: BeginTurn) => Promise<{ readonly turn: Turn; readonly repeated: boolean }>
  readonly find: (ownerId: Id, id: Id) => Promise<Turn | undefined>
  /** The newest turn of the conversation. */
  readonly latest: (ownerId: Id, conversationId: Id) => Promise<Turn | undefined>
  readonly savePartial: (ownerId: Id, id: Id, attempt: number, text: string) => Promise<void>
  /** One transaction: reply, usage, jobs, and the end of the turn. Does nothing to a turn that has ended. */
  readonly finish: (input: FinishTurn) => Promise<void>
  /** Marks every running turn interrupted: for the start of the daemon. Returns how many. */
  readonly interruptRunning: (now: number) => Promise<number>
}

export type JobStore = {
  readonly add: (job: NewJob) => Promise<void>
  /** Leases the oldest due job to the caller until `leaseUntil`, or undefined. */
  readonly lease: (now: number, leaseUntil: number) => Promise<Job | undefined>
  readonly complete: (id: Id) => Promise<void>
  /** Runs again at `runAt`. */
  readonly postpone: (id: Id, runAt: number) => Promise<void>
  readonly count: () => Promise<number>
}

export type InboxStore = {
  /** False when this update was accepted before. */
  readonly accept: (update: InboundUpdate) => Promise<boolean>
  /** Oldest first, at most `limit`. */
  readonly pending: (connectionId: Id, limit: number) => Promise<readonly InboundUpdate[]>
  readonly done: (id: Id, now: number) => Promise<void>
}

/** What the operator changes while the daemon runs. */
export type SettingStore = {
  readonly get: (key: SettingKey) => Promise<string | undefined>
  readonly set: (key: SettingKey, value: string) => Promise<void>
}
export type SettingKey = 'model'

export type Store = {
  readonly users: UserStore
  readonly sessions: SessionStore
  readonly links: LinkStore
  readonly companions: CompanionStore
  readonly conversations: ConversationStore
  readonly turns: TurnStore
  readonly jobs: JobStore
  readonly inbox: InboxStore
  readonly settings: SettingStore
  /** Writes and removes a row. Rejects with `disk-full` or `unavailable`. */
  readonly probeWrite: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
