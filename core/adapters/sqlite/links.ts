import type { Database } from 'bun:sqlite'
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { links } from '../../../drizzle/schema/schema.ts'
import type { LinkStore, LinkUse } from '../../store.ts'
import { write } from './open-database.ts'

export function createLinkStore(database: Database): LinkStore {
  const db = drizzle(database)
  const findUsable = usableLink(database)

  return {
    async create(link) {
      write(database, () => {
        db.delete(links)
          .where(and(eq(links.purpose, link.purpose), isNull(links.usedAt)))
          .run()
        db.insert(links).values(link).run()
      })
    },
    async isValid(purpose, tokenHash, now) {
      return findUsable.get({ purpose, tokenHash, now }) !== undefined
    },
  }
}

/** Uses a link up, inside the caller's transaction. False when it is not valid (any more). */
export function takeLink(database: Database, { purpose, tokenHash, now }: LinkUse): boolean {
  const link = usableLink(database).get({ purpose, tokenHash, now })
  if (!link) return false
  drizzle(database).update(links).set({ usedAt: now }).where(eq(links.id, link.id)).run()
  return true
}

/** Finds a link that is not used up or expired, by `purpose`, `tokenHash` and `now`. */
export function usableLink(database: Database) {
  return drizzle(database)
    .select({ id: links.id })
    .from(links)
    .where(
      and(
        eq(links.purpose, sql.placeholder('purpose')),
        eq(links.tokenHash, sql.placeholder('tokenHash')),
        gt(links.expiresAt, sql.placeholder('now')),
        isNull(links.usedAt),
      ),
    )
    .prepare()
}
