import { AuraError, errorKinds, type ShownError } from '../errors.ts'

/** The error that the body of a refusal tells; a body that tells none means that something else answered. */
export function errorOfAnswer(body: unknown): AuraError {
  const shown = (body as { error?: Partial<ShownError> } | null)?.error
  if (!shown || typeof shown !== 'object' || typeof shown.message !== 'string')
    return new AuraError('unavailable', 'The server cannot be reached.', {
      fix: 'Check that `aura serve` runs, then try again.',
    })
  const kind = errorKinds.find((known) => known === shown.kind) ?? 'unavailable'
  return new AuraError(kind, shown.message, {
    ...(typeof shown.why === 'string' ? { why: shown.why } : {}),
    ...(typeof shown.fix === 'string' ? { fix: shown.fix } : {}),
  })
}
