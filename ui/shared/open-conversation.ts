import { type Client, type ConversationDetailJson, unwrap } from '../../core/http/client.ts'

/** `latest` begins one where there is none yet. */
export type WhichConversation = 'latest' | 'new'

/** The newest conversation with a companion, or a new one. Rejects with the AuraError of the server. */
export async function openConversation(
  client: Client,
  companionId: string,
  which: WhichConversation,
): Promise<ConversationDetailJson> {
  const conversations =
    which === 'new' ? [] : await unwrap(client.api.conversations.get({ query: { companionId } }))
  const newest = conversations[0]
  if (newest) return unwrap(client.api.conversations({ id: newest.id }).get())
  return unwrap(client.api.conversations.post({ companionId }))
}
