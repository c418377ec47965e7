import { type Client, createClient, type FollowedEvent, unwrap } from '../../core/http/client.ts'

/** Someone in a conversation with a companion of their own. */
export type Talk = {
  readonly client: Client
  readonly conversationId: string
  /** Sends a message and returns its turn. */
  readonly say: (text: string) => Promise<{ readonly turnId: string; readonly messageId: string }>
  /** Follows a turn to its end. */
  readonly follow: (turnId: string) => Promise<Extract<FollowedEvent, { type: 'done' }>>
  /** The texts of the conversation, in order. */
  readonly texts: () => Promise<readonly string[]>
}

/** Makes a companion and starts a conversation with it. */
export async function startTalk(origin: string, token: string): Promise<Talk> {
  const client = createClient({ origin, token })
  const fields = { name: 'Luna', personality: 'Calm.', greeting: '', language: 'en' }
  const companion = await unwrap(client.api.companions.post(fields))
  const { id } = await unwrap(client.api.conversations.post({ companionId: companion.id }))
  return talkIn(client, id)
}

export function talkIn(client: Client, conversationId: string): Talk {
  const conversation = client.api.conversations({ id: conversationId })
  return {
    client,
    conversationId,
    say: (text) => unwrap(conversation.messages.post({ id: Bun.randomUUIDv7(), text })),
    async follow(turnId) {
      for await (const event of client.followTurn(turnId, { signal: new AbortController().signal }))
        if (event.type === 'done') return event
      throw new Error('the turn did not end')
    },
    async texts() {
      return (await unwrap(conversation.get())).messages.map(({ text }) => text)
    },
  }
}
