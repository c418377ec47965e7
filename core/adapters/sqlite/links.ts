import type { Database } from 'bun:sqlite'
import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { links } from '../../../drizzle/schema/schema.ts'
import type { LinkStore } from '../../store.ts'
import { write } from './open-database.ts'

export function createLinkStore(database: Database): LinkStore {
  const db = drizzle(database)
  const usable = and(
    eq(links.purpose, sql.placeholder('purpose')),
    eq(links.tokenHash, sql.placeholder('tokenHash')),
    gt(links.expiresAt, sql.placeholder('now')),
    isNull(links.usedAt),
  )
  const findUsable = db.select({ id: links.id }).from(links).where(usable).prepare()

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
    async use(purpose, tokenHash, now) {
      return write(database, () => {
        const link = findUsable.get({ purpose, tokenHash, now })
        if (!link) return false
        db.update(links).set({ usedAt: now }).where(eq(links.id, link.id)).run()
        return true
      })
    },
  }
}
