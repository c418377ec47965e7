import type { Id } from '../ids.ts'

/** One update of a channel, stored before it is answered and worked off later. The pair (connectionId,
 * externalId) is unique, so that a delivery that is repeated has one effect. */
export type InboundUpdate = {
  readonly id: Id
  readonly connectionId: Id
  /** The channel's own id of the update. */
  readonly externalId: string
  /** Whose connection it is; the payload is sealed by this owner's key. */
  readonly ownerId: Id
  readonly payload: string
  readonly receivedAt: number
}
