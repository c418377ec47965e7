import { AuraError, type ErrorKind, type ShownError, shownError } from '../errors.ts'
import { faultOf } from '../fault.ts'
import type { Log } from '../log.ts'

/** HTTP status of each kind of error. */
export const statusOfKind = {
  'invalid-input': 422,
  'not-signed-in': 401,
  'not-allowed': 403,
  'not-found': 404,
  conflict: 409,
  'turn-running': 409,
  'too-large': 413,
  'rate-limited': 429,
  'link-expired': 410,
  'model-missing': 503,
  'model-invalid': 503,
  'model-unsupported': 503,
  'context-too-large': 422,
  'out-of-memory': 503,
  'runtime-unavailable': 503,
  'disk-full': 507,
  'store-locked': 503,
  'store-newer': 503,
  'store-unreadable': 500,
  'port-taken': 500,
  'config-invalid': 500,
  interrupted: 503,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>

/** The body of every answer that is not a success. */
export type ErrorBody = { readonly error: ShownError & { readonly requestId: string } }

/** The answer to whatever was thrown. Only what an AuraError marks as safe to show, or a constant, leaves. */
export function errorResponse(error: unknown, code: string | number, requestId: string, log: Log): Response {
  const known = knownError(error, code)
  if (!known) log({ level: 'error', event: 'request failed by a bug', requestId, reason: faultOf(error) })
  else if (statusOfKind[known.kind] >= 500)
    log({
      level: 'warn',
      event: 'request failed',
      requestId,
      reason: known.kind,
      cause: known.cause === undefined ? undefined : faultOf(known.cause),
    })
  const shown: ShownError = known
    ? shownError(known)
    : { kind: 'unavailable', message: 'Something went wrong.', why: `It is in the log under ${requestId}.` }
  const status = known ? statusOfKind[known.kind] : 500
  const headers = new Headers({ 'cache-control': 'no-store' })
  if (known?.retryAfterSeconds !== undefined) headers.set('retry-after', String(known.retryAfterSeconds))
  return Response.json({ error: { ...shown, requestId } } satisfies ErrorBody, { status, headers })
}

function knownError(error: unknown, code: string | number): AuraError | undefined {
  if (error instanceof AuraError) return error
  switch (code) {
    case 'NOT_FOUND':
      return new AuraError('not-found', 'There is nothing at this address.')
    case 'VALIDATION':
      return new AuraError('invalid-input', 'The request does not have the expected form.', {
        why: fieldOf(error),
        fix: 'The form of every request is in /api/openapi.json.',
      })
    case 'PARSE':
      return new AuraError('invalid-input', 'The body is not valid JSON.')
    case 'INVALID_COOKIE_SIGNATURE':
      return new AuraError('not-signed-in', 'The session cookie is not valid.')
    default:
      return undefined
  }
}

/** Names the part and the field that is wrong, never its value. */
function fieldOf(error: unknown): string {
  const { type, valueError } = error as { type?: unknown; valueError?: { path?: unknown } }
  const part = typeof type === 'string' ? type : 'request'
  const path = typeof valueError?.path === 'string' ? valueError.path.replaceAll('/', '.').slice(1) : ''
  return path && /^[\w.]{1,60}$/.test(path)
    ? `The field ${path} of the ${part} is missing or wrong.`
    : `The ${part} is missing something or has a wrong value.`
}
