import { type ReadonlySignal, signal } from '@preact/signals'
import type { Client, ConversationListItemJson } from '../../../core/http/client.ts'
import { asShown, type Loadable, loaded } from './loadable.ts'
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

  /** Counts what this page changed, so that an answer from before does not undo it. */
  let version = 0

  async function load(): Promise<void> {
    const asked = version
    try {
      const value = await request(api.conversations.get({ query: {} }))
      if (asked === version) list.value = loaded(list.value, value)
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
      version += 1
      await load()
      return id
    },
    async remove(id) {
      await request(api.conversations({ id }).delete())
      version += 1
      if (list.value.type === 'ready')
        list.value = { type: 'ready', value: list.value.value.filter((one) => one.id !== id) }
    },
  }
}
