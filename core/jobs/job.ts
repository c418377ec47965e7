import type { Id } from '../ids.ts'

/** Work that outlives a request. Kinds come with the issues that need them. */
export type NewJob = {
  readonly id: Id
  readonly kind: string
  readonly ownerId: Id
  /** Sealed at rest by the owner's key. */
  readonly payload: string
  /** UTC ms before which it does not run. */
  readonly runAt: number
  /** At most one waiting job has this key; a second one is not added. */
  readonly dedupeKey?: string
}

export type Job = NewJob & {
  /** How often it was leased, this time included. */
  readonly attempts: number
  readonly leaseUntil: number
}
