import { Elysia, t } from 'elysia'
import { maxMessageLength } from '../../chat/conversation.ts'
import { deleteConversation, startConversation, viewConversation } from '../../chat/conversations.ts'
import { sendMessage, tryAgain } from '../../chat/send-message.ts'
import type { Deps } from '../../deps.ts'
import { requireSession } from '../session.ts'
import { conversationDetailJson, conversationListItemJson } from '../views.ts'

const id = t.String({ format: 'uuid' })
const params = t.Object({ id })

export function conversationRoutes(
  deps: Pick<Deps, 'store' | 'runtime' | 'clock' | 'newId' | 'turns' | 'log'>,
) {
  return new Elysia({ prefix: '/conversations', tags: ['conversations'] })
    .use(requireSession(deps))
    .get(
      '',
      async ({ user, query }) => {
        const conversations = await deps.store.conversations.list(user.id, query.companionId)
        const heads = await deps.store.conversations.heads(user.id)
        return conversations.map((conversation) =>
          conversationListItemJson(conversation, heads.get(conversation.id)),
        )
      },
      {
        query: t.Object({ companionId: t.Optional(id) }),
        detail: { summary: 'List conversations, newest first' },
      },
    )
    .post(
      '',
      async ({ user, body }) =>
        conversationDetailJson(await startConversation(deps, user.id, body.companionId)),
      { body: t.Object({ companionId: id }), detail: { summary: 'Start a conversation' } },
    )
    .get(
      '/:id',
      async ({ user, params }) => conversationDetailJson(await viewConversation(deps, user.id, params.id)),
      {
        params,
        detail: { summary: 'Show a conversation: its messages and newest turn' },
      },
    )
    .delete(
      '/:id',
      async ({ user, params }) => {
        await deleteConversation(deps, user.id, params.id)
        return { deleted: true }
      },
      { params, detail: { summary: 'Delete a conversation' } },
    )
    .post(
      '/:id/messages',
      async ({ user, params, body }) => {
        const turn = await sendMessage(deps, user, {
          conversationId: params.id,
          messageId: body.id,
          text: body.text,
        })
        return { turnId: turn.id, messageId: turn.userMessageId }
      },
      {
        params,
        body: t.Object({
          id: t.String({ format: 'uuid', description: 'Made by the client; sending it again is harmless' }),
          text: t.String({ maxLength: maxMessageLength * 2 }),
        }),
        detail: { summary: 'Say something; the reply is a turn to follow' },
      },
    )
    .post(
      '/:id/retry',
      async ({ user, params, body }) => {
        const turn = await tryAgain(deps, user, { conversationId: params.id, userMessageId: body.messageId })
        return { turnId: turn.id, messageId: turn.userMessageId }
      },
      {
        params,
        body: t.Object({ messageId: id }),
        detail: { summary: 'Another reply to a message of one’s own' },
      },
    )
}
