import { type Client, type ConversationDetailJson, unwrap } from '../../core/http/client.ts'

/** `latest` begins one where there is none yet; an id is one that there is. */
export type WhichConversation = 'latest' | 'new' | { readonly id: string }

/** The newest conversation with a companion, a new one, or the one that is named. Rejects with the AuraError of the server. */
export async function openConversation(
  client: Client,
  companionId: string,
  which: WhichConversation,
): Promise<ConversationDetailJson> {
  if (typeof which === 'object') return unwrap(client.api.conversations({ id: which.id }).get())
  const conversations =
    which === 'new' ? [] : await unwrap(client.api.conversations.get({ query: { companionId } }))
  const newest = conversations[0]
  if (newest) return unwrap(client.api.conversations({ id: newest.id }).get())
  return unwrap(client.api.conversations.post({ companionId }))
}
