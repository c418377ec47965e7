import type { PasswordHasher } from './account/password.ts'
import type { Turns } from './chat/turns.ts'
import type { Clock } from './clock.ts'
import type { NewId } from './ids.ts'
import type { Log } from './log.ts'
import type { ModelRuntime } from './model-runtime.ts'
import type { RandomBytes } from './random.ts'
import type { Store } from './store.ts'

/** Everything that use cases need, built once by the composition root. Each takes a `Pick` of it. */
export type Deps = {
  readonly store: Store
  readonly runtime: ModelRuntime
  readonly turns: Turns
  readonly passwords: PasswordHasher
  readonly clock: Clock
  readonly newId: NewId
  readonly randomBytes: RandomBytes
  readonly log: Log
}
