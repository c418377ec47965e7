import { getCompanion } from '../companion/companions.ts'
import type { Deps } from '../deps.ts'
import { AuraError } from '../errors.ts'
import { faultOf } from '../fault.ts'
import type { Id } from '../ids.ts'
import type { Conversation, Message, Turn } from './conversation.ts'

/** A conversation as it is shown: its branch, and the newest turn when that says more than the messages do. */
export type ConversationView = {
  readonly conversation: Conversation
  readonly messages: readonly Message[]
  readonly turn: Turn | undefined
}

/** Starts a conversation; the companion's greeting is its first message. */
export async function startConversation(
  deps: Pick<Deps, 'store' | 'clock' | 'newId'>,
  ownerId: Id,
  companionId: Id,
): Promise<ConversationView> {
  const companion = await getCompanion(deps, ownerId, companionId)
  const now = deps.clock.now()
  const id = deps.newId()
  const greeting: Message | undefined = companion.greeting
    ? {
        id: deps.newId(),
        conversationId: id,
        parentId: undefined,
        sequence: 1,
        role: 'assistant',
        text: companion.greeting,
        createdAt: now,
      }
    : undefined
  const conversation = { id, ownerId, companionId, headId: greeting?.id, createdAt: now, updatedAt: now }
  await deps.store.conversations.create(conversation, greeting)
  return { conversation, messages: greeting ? [greeting] : [], turn: undefined }
}

export async function viewConversation(
  deps: Pick<Deps, 'store' | 'turns' | 'log'>,
  ownerId: Id,
  id: Id,
): Promise<ConversationView> {
  const conversation = await getConversation(deps, ownerId, id)
  await deps.turns.settle(id).catch((error: unknown) => {
    // Looking must not fail because the disk is still full: the turn shows that its end is not stored.
    deps.log({ level: 'warn', event: 'ended turn still not stored', reason: faultOf(error) })
  })
  const turn = await deps.store.turns.latest(ownerId, id)
  const messages = await deps.store.conversations.branch(ownerId, id)
  return { conversation, messages, turn }
}

export async function getConversation(deps: Pick<Deps, 'store'>, ownerId: Id, id: Id): Promise<Conversation> {
  const conversation = await deps.store.conversations.find(ownerId, id)
  if (!conversation)
    throw new AuraError('not-found', 'There is no such conversation.', {
      why: 'It was deleted, or the address is wrong.',
    })
  return conversation
}

/** Deletes the conversation; a running reply is ended first. */
export async function deleteConversation(
  deps: Pick<Deps, 'store' | 'turns'>,
  ownerId: Id,
  id: Id,
): Promise<void> {
  await getConversation(deps, ownerId, id)
  await deps.turns.endConversation(id)
  await deps.store.conversations.delete(ownerId, id)
}
