import type { Database } from 'bun:sqlite'
import { and, asc, count, eq, lte, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { jobs } from '../../../drizzle/schema/schema.ts'
import type { Id } from '../../ids.ts'
import type { Job, NewJob } from '../../jobs/job.ts'
import type { JobStore } from '../../store.ts'
import type { OwnerVault, Vault } from '../../vault.ts'
import { write } from './open-database.ts'

type Row = typeof jobs.$inferSelect

const place = (row: Id) => ({ table: 'jobs', column: 'payload_sealed', row })

/** The row of a job, its payload sealed by the owner's key. */
export function sealJob(cells: OwnerVault, job: NewJob): typeof jobs.$inferInsert {
  const { id, kind, ownerId, payload, runAt, dedupeKey } = job
  return {
    id,
    kind,
    ownerId,
    payloadSealed: cells.seal(place(id), payload),
    runAt,
    dedupeKey: dedupeKey ?? null,
  }
}

export function createJobStore(database: Database, vault: Vault): JobStore {
  const db = drizzle(database)
  const now = sql.placeholder('now')
  const due = db
    .select()
    .from(jobs)
    .where(and(lte(jobs.runAt, now), lte(jobs.leaseUntil, now)))
    .orderBy(asc(jobs.runAt), asc(jobs.id))
    .limit(1)
    .prepare()

  async function openJob(row: Row): Promise<Job> {
    const cells = await vault.forOwner(row.ownerId)
    const { id, kind, ownerId, runAt, leaseUntil, attempts, dedupeKey } = row
    return {
      id,
      kind,
      ownerId,
      payload: cells.open(place(id), row.payloadSealed),
      runAt,
      leaseUntil,
      attempts,
      ...(dedupeKey === null ? {} : { dedupeKey }),
    }
  }

  return {
    async add(job) {
      const row = sealJob(await vault.forOwner(job.ownerId), job)
      write(database, () => void db.insert(jobs).values(row).onConflictDoNothing().run())
    },
    async lease(now, leaseUntil) {
      const row = write(database, () => {
        const found = due.get({ now })
        if (!found) return undefined
        const leased = { leaseUntil, attempts: found.attempts + 1 }
        db.update(jobs).set(leased).where(eq(jobs.id, found.id)).run()
        return { ...found, ...leased }
      })
      return row && openJob(row)
    },
    async complete(id) {
      write(database, () => void db.delete(jobs).where(eq(jobs.id, id)).run())
    },
    async postpone(id, runAt) {
      write(database, () => void db.update(jobs).set({ runAt, leaseUntil: 0 }).where(eq(jobs.id, id)).run())
    },
    async count() {
      return db.select({ count: count() }).from(jobs).get()?.count ?? 0
    },
  }
}
