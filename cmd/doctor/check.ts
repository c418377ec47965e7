import { AuraError } from '../../core/errors.ts'

/** One thing that `aura doctor` looked at. */
export type Check = {
  /** Stable, such as `data.mode`. */
  readonly id: string
  readonly status: 'ok' | 'warn' | 'fail' | 'skip'
  /** One sentence. */
  readonly found: string
  /** What mends it. */
  readonly fix?: string
}

/** Runs one look; what it throws is its failure. */
export async function check(
  id: string,
  look: () => Promise<Omit<Check, 'id'>> | Omit<Check, 'id'>,
): Promise<Check> {
  try {
    return { id, ...(await look()) }
  } catch (error) {
    if (!(error instanceof AuraError)) throw error
    const found = error.why ? `${error.message} ${error.why}` : error.message
    return { id, status: 'fail', found, ...(error.fix ? { fix: error.fix } : {}) }
  }
}
