import type { Database } from 'bun:sqlite'
import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { settings } from '../../../drizzle/schema/schema.ts'
import type { SettingStore, Store } from '../../store.ts'
import type { Vault } from '../../vault.ts'
import { createCompanionStore } from './companions.ts'
import { createConversationStore } from './conversations.ts'
import { createInboxStore } from './inbox.ts'
import { createJobStore } from './jobs.ts'
import { createLinkStore } from './links.ts'
import { write } from './open-database.ts'
import { createSessionStore } from './sessions.ts'
import { createTurnStore } from './turns.ts'
import { createUserStore } from './users.ts'

/** The store over aura.db, opened and migrated. Disposing it closes the database. */
export function createSqliteStore(database: Database, vault: Vault): Store {
  return {
    users: createUserStore(database, vault),
    sessions: createSessionStore(database),
    links: createLinkStore(database),
    companions: createCompanionStore(database, vault),
    conversations: createConversationStore(database, vault),
    turns: createTurnStore(database, vault),
    jobs: createJobStore(database, vault),
    inbox: createInboxStore(database, vault),
    settings: createSettingStore(database),
    async probeWrite() {
      write(database, () => {
        database.run('INSERT OR REPLACE INTO write_probe (id) VALUES (1)')
        database.run('DELETE FROM write_probe')
      })
    },
    async [Symbol.asyncDispose]() {
      database.close()
    },
  }
}

function createSettingStore(database: Database): SettingStore {
  const db = drizzle(database)
  // Prepared: the runtime asks before each request which model is chosen.
  const byKey = db
    .select()
    .from(settings)
    .where(eq(settings.key, sql.placeholder('key')))
    .prepare()
  return {
    async get(key) {
      return byKey.get({ key })?.value
    },
    async set(key, value) {
      write(database, () => {
        db.insert(settings)
          .values({ key, value })
          .onConflictDoUpdate({ target: settings.key, set: { value } })
          .run()
      })
    },
  }
}
