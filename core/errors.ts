/** Every way a use case can refuse or fail. Each transport has one exhaustive table over it. */
export const errorKinds = [
  'invalid-input',
  'not-signed-in',
  'not-allowed',
  'not-found',
  'conflict',
  'turn-running',
  'too-large',
  'rate-limited',
  'link-expired',
  'model-missing',
  'model-invalid',
  'model-unsupported',
  'context-too-large',
  'out-of-memory',
  'runtime-unavailable',
  'disk-full',
  'store-locked',
  'store-newer',
  'store-unreadable',
  'port-taken',
  'config-invalid',
  'interrupted',
  'unavailable',
] as const

export type ErrorKind = (typeof errorKinds)[number]

export type AuraErrorOptions = {
  /** What lies behind it. Private: goes to the log, never to a client. */
  readonly cause?: unknown
  /** Why it happened, one sentence that is safe to show. */
  readonly why?: string
  /** What to do about it, one sentence or a command to paste. Safe to show. */
  readonly fix?: string
  readonly retryAfterSeconds?: number
}

/** The one error class. `message`, `why` and `fix` are safe to show to anyone; `cause` is not. */
export class AuraError extends Error {
  readonly kind: ErrorKind
  readonly why: string | undefined
  readonly fix: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(kind: ErrorKind, message: string, options: AuraErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AuraError'
    this.kind = kind
    this.why = options.why
    this.fix = options.fix
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** The part of an error that may leave the process: to a client, a turn row, a terminal. */
export type ShownError = {
  readonly kind: ErrorKind
  readonly message: string
  readonly why?: string
  readonly fix?: string
}

/** The showable part of an AuraError. */
export function shownError(error: AuraError): ShownError {
  return {
    kind: error.kind,
    message: error.message,
    ...(error.why === undefined ? {} : { why: error.why }),
    ...(error.fix === undefined ? {} : { fix: error.fix }),
  }
}

/** The error that was shown, to be thrown again. */
export function errorShown({ kind, message, ...rest }: ShownError): AuraError {
  return new AuraError(kind, message, rest)
}
