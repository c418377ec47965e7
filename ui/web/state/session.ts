import { type ReadonlySignal, signal } from '@preact/signals'
import { AuraError, type Client, type ShownError, type UserJson, unwrap } from '../../../core/http/client.ts'
import { asShown } from './loadable.ts'

export type SessionState =
  | { readonly type: 'loading' }
  | { readonly type: 'failed'; readonly error: ShownError }
  | {
      readonly type: 'signed-out'
      readonly hasOwner: boolean
      /** True when a session ended under way, so that the page says so. */
      readonly ended: boolean
    }
  | { readonly type: 'signed-in'; readonly user: UserJson; readonly version: string }

export type NewOwner = {
  readonly token: string
  readonly name: string
  readonly email: string
  readonly password: string
  readonly timeZone: string
}

export type SessionStore = {
  readonly state: ReadonlySignal<SessionState>
  readonly load: () => Promise<void>
  /** Rejects with the refusal. */
  readonly signIn: (email: string, password: string) => Promise<void>
  readonly signOut: () => Promise<void>
  readonly isSetupLinkValid: (token: string) => Promise<boolean>
  /** Makes the owner and signs in. Rejects with the refusal. */
  readonly setUp: (owner: NewOwner) => Promise<void>
  /** `unwrap` that notices when the session has ended. */
  readonly request: typeof unwrap
}

export function createSessionStore({ api }: Client): SessionStore {
  const state = signal<SessionState>({ type: 'loading' })

  async function load(): Promise<void> {
    try {
      const { user, hasOwner, version } = await unwrap(api.session.get())
      state.value = user
        ? { type: 'signed-in', user, version }
        : { type: 'signed-out', hasOwner, ended: hasEnded(state.value) }
    } catch (error) {
      if (state.value.type === 'loading') state.value = { type: 'failed', error: asShown(error) }
    }
  }

  return {
    state,
    load,
    async signIn(email, password) {
      await unwrap(api.session.post({ email, password }))
      await load()
    },
    async signOut() {
      await unwrap(api.session.delete())
      state.value = { type: 'signed-out', hasOwner: true, ended: false }
    },
    async isSetupLinkValid(token) {
      return (await unwrap(api.setup.check.post({ token }))).valid
    },
    async setUp(owner) {
      await unwrap(api.setup.post(owner))
      await load()
    },
    async request(call) {
      try {
        return await unwrap(call)
      } catch (error) {
        if (error instanceof AuraError && error.kind === 'not-signed-in')
          state.value = { type: 'signed-out', hasOwner: true, ended: true }
        throw error
      }
    },
  }
}

function hasEnded(before: SessionState): boolean {
  return before.type === 'signed-in' || (before.type === 'signed-out' && before.ended)
}
