import type { RuntimeHealth, ShownError } from '../../../core/http/client.ts'
import { plainLine } from '../text/plain-text.ts'

/** Why no one can answer, and what to do; undefined while all is well or not known. */
export function modelProblem(health: RuntimeHealth | undefined): ShownError | undefined {
  return health?.state === 'no-model' || health?.state === 'failed' ? health.error : undefined
}

/** The model for the bottom line, shortest first. */
export function modelFact(health: RuntimeHealth | undefined): string[] {
  switch (health?.state) {
    case undefined:
      return []
    case 'no-model':
      return ['no model']
    case 'failed':
      return ['model failed']
    case 'loading':
      return [`loading ${plainLine(health.model)}`]
    case 'ready':
      return [plainLine(health.model), health.backend]
    default:
      return health satisfies never
  }
}
