import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { type Client, createClient } from '../../../core/http/client.ts'
import { createThreads, type Threads } from '../chat/threads.ts'
import { uuid7 } from '../uuid7.ts'
import { type CompanionStore, createCompanionStore } from './companions.ts'
import { type Connection, createConnection } from './connection.ts'
import { type ConversationStore, createConversationStore } from './conversations.ts'
import { createDrafts, type Drafts } from './drafts.ts'
import { createModelStore, type ModelStore } from './model.ts'
import { createOtherTabs } from './other-tabs.ts'
import { createSessionStore, type SessionStore } from './session.ts'

/** Everything the pages share. */
export type Aura = {
  readonly client: Client
  readonly connection: Connection
  readonly session: SessionStore
  readonly companions: CompanionStore
  readonly conversations: ConversationStore
  readonly model: ModelStore
  readonly drafts: Drafts
  readonly threads: Threads
  readonly now: () => number
}

export function createAura(origin: string): Aura {
  const connection = createConnection({
    fetch: (input, init) => fetch(input, init),
    probeUrl: `${origin}/livez`,
    later: (run, ms) => void setTimeout(run, ms),
  })
  const client = createClient({ origin, fetch: connection.fetch })
  const session = createSessionStore(client)
  const conversations = createConversationStore(client, session)
  const model = createModelStore(client, session)
  const drafts = createDrafts()
  const now = () => Date.now()
  const threads = createThreads({
    client,
    session,
    conversations,
    model,
    drafts,
    otherTabs: createOtherTabs(new BroadcastChannel('aura')),
    newId: () => uuid7(now(), crypto.getRandomValues(new Uint8Array(16))),
    now,
  })
  connection.onBack(() => {
    void session.load()
    threads.refresh()
  })
  return {
    client,
    connection,
    session,
    companions: createCompanionStore(client, session),
    conversations,
    model,
    drafts,
    threads,
    now,
  }
}

const AuraContext = createContext<Aura | undefined>(undefined)
export const AuraProvider = AuraContext.Provider

export function useAura(): Aura {
  const aura = useContext(AuraContext)
  if (!aura) throw new Error('useAura outside of AuraProvider')
  return aura
}
