import { type ReadonlySignal, signal } from '@preact/signals'
import type { Client, ConversationListItemJson } from '../../../core/http/client.ts'
import { asShown, type Loadable } from './loadable.ts'
import type { SessionStore } from './session.ts'

export type ConversationStore = {
  /** Newest first. */
  readonly list: ReadonlySignal<Loadable<readonly ConversationListItemJson[]>>
  readonly load: () => Promise<void>
  readonly latestOf: (companionId: string) => ConversationListItemJson | undefined
  /** Starts a conversation; resolves to its id. */
  readonly start: (companionId: string) => Promise<string>
  readonly remove: (id: string) => Promise<void>
}

export function createConversationStore({ api }: Client, { request }: SessionStore): ConversationStore {
  const list = signal<Loadable<readonly ConversationListItemJson[]>>({ type: 'loading' })

  async function load(): Promise<void> {
    try {
      const value = await request(api.conversations.get({ query: {} }))
      if (list.value.type !== 'ready' || JSON.stringify(list.value.value) !== JSON.stringify(value))
        list.value = { type: 'ready', value }
    } catch (error) {
      if (list.value.type !== 'ready') list.value = { type: 'failed', error: asShown(error) }
    }
  }

  return {
    list,
    load,
    latestOf: (companionId) =>
      list.value.type === 'ready'
        ? list.value.value.find((conversation) => conversation.companionId === companionId)
        : undefined,
    async start(companionId) {
      const { id } = await request(api.conversations.post({ companionId }))
      await load()
      return id
    },
    async remove(id) {
      await request(api.conversations({ id }).delete())
      if (list.value.type === 'ready')
        list.value = { type: 'ready', value: list.value.value.filter((one) => one.id !== id) }
    },
  }
}
