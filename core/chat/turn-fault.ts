import { AuraError, type ShownError, shownError } from '../errors.ts'
import { faultOf } from '../fault.ts'
import type { Id } from '../ids.ts'
import type { Log } from '../log.ts'

/** What may be shown of a fault; one that is a bug is logged, and shown as no more than that. */
export function asShown(error: unknown, log: Log, turnId: Id): ShownError {
  if (error instanceof AuraError) return shownError(error)
  log({ level: 'error', event: 'turn failed by a bug', turnId, reason: faultOf(error) })
  return { kind: 'unavailable', message: 'Something went wrong while the reply was made.', fix: 'Try again.' }
}
