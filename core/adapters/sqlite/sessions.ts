import type { Database } from 'bun:sqlite'
import { and, eq, gt, lte, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { sessions } from '../../../drizzle/schema/schema.ts'
import type { SessionStore } from '../../store.ts'
import { write } from './open-database.ts'

export function createSessionStore(database: Database): SessionStore {
  const db = drizzle(database)
  const shown = {
    id: sessions.id,
    userId: sessions.userId,
    kind: sessions.kind,
    createdAt: sessions.createdAt,
    expiresAt: sessions.expiresAt,
  }
  const byTokenHash = db
    .select(shown)
    .from(sessions)
    .where(
      and(
        eq(sessions.tokenHash, sql.placeholder('tokenHash')),
        gt(sessions.expiresAt, sql.placeholder('now')),
      ),
    )
    .prepare()

  return {
    async create(session) {
      write(database, () => void db.insert(sessions).values(session).run())
    },
    async findByTokenHash(tokenHash, now) {
      return byTokenHash.get({ tokenHash, now })
    },
    async delete(id) {
      write(database, () => void db.delete(sessions).where(eq(sessions.id, id)).run())
    },
    async deleteExpired(now) {
      return write(database, () =>
        db.delete(sessions).where(lte(sessions.expiresAt, now)).returning({ id: sessions.id }).all(),
      ).length
    },
  }
}
