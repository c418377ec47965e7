import { type ReadonlySignal, signal } from '@preact/signals'
import type { Client, CompanionFields, CompanionJson } from '../../../core/http/client.ts'
import { asShown, type Loadable, loaded } from './loadable.ts'
import type { SessionStore } from './session.ts'

export type CompanionStore = {
  readonly list: ReadonlySignal<Loadable<readonly CompanionJson[]>>
  readonly load: () => Promise<void>
  readonly find: (id: string) => CompanionJson | undefined
  readonly create: (fields: CompanionFields) => Promise<CompanionJson>
  readonly edit: (id: string, fields: CompanionFields) => Promise<void>
  readonly remove: (id: string) => Promise<void>
}

export function createCompanionStore({ api }: Client, { request }: SessionStore): CompanionStore {
  const list = signal<Loadable<readonly CompanionJson[]>>({ type: 'loading' })

  /** Counts what this page changed, so that an answer from before does not undo it. */
  let version = 0

  async function load(): Promise<void> {
    const asked = version
    try {
      const value = await request(api.companions.get())
      if (asked === version) list.value = loaded(list.value, value)
    } catch (error) {
      // A list that is there stays there: an old one is better than none.
      if (list.value.type !== 'ready') list.value = { type: 'failed', error: asShown(error) }
    }
  }

  function change(to: (companions: readonly CompanionJson[]) => readonly CompanionJson[]): void {
    version += 1
    if (list.value.type === 'ready') list.value = { type: 'ready', value: to(list.value.value) }
  }

  return {
    list,
    load,
    find: (id) => (list.value.type === 'ready' ? list.value.value.find((one) => one.id === id) : undefined),
    async create(fields) {
      const companion = await request(api.companions.post(fields))
      if (list.value.type === 'ready') change((companions) => [...companions, companion])
      else await load()
      return companion
    },
    async edit(id, fields) {
      const companion = await request(api.companions({ id }).patch(fields))
      change((companions) => companions.map((one) => (one.id === id ? companion : one)))
    },
    async remove(id) {
      await request(api.companions({ id }).delete())
      change((companions) => companions.filter((one) => one.id !== id))
    },
  }
}
