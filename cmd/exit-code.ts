import type { ErrorKind } from '../core/errors.ts'

/** What the process ends with. Stable: scripts and service units rely on it. */
export const exitCode = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  notAllowed: 4,
  conflict: 5,
  unhealthy: 7,
  network: 8,
  resources: 9,
  integrity: 10,
  /** EX_CONFIG of sysexits.h: restarting will not help (RestartPreventExitStatus of the service unit). */
  config: 78,
  /** 128 + SIGINT. */
  interrupted: 130,
} as const

export const exitCodeOf = {
  'invalid-input': exitCode.usage,
  'not-signed-in': exitCode.notAllowed,
  'not-allowed': exitCode.notAllowed,
  'not-found': exitCode.notFound,
  conflict: exitCode.conflict,
  'turn-running': exitCode.conflict,
  'too-large': exitCode.failed,
  'rate-limited': exitCode.failed,
  'link-expired': exitCode.notAllowed,
  'model-missing': exitCode.notFound,
  'model-invalid': exitCode.integrity,
  'model-unsupported': exitCode.failed,
  'context-too-large': exitCode.resources,
  'out-of-memory': exitCode.resources,
  'runtime-unavailable': exitCode.failed,
  'disk-full': exitCode.resources,
  'store-locked': exitCode.conflict,
  'store-newer': exitCode.config,
  'store-unreadable': exitCode.integrity,
  'port-taken': exitCode.conflict,
  'config-invalid': exitCode.config,
  interrupted: exitCode.failed,
  unavailable: exitCode.failed,
} satisfies Record<ErrorKind, number>
