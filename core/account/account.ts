import type { Id } from '../ids.ts'

export type Role = 'owner' | 'admin' | 'user'

/** A person with an account. E-mail and name are sealed at rest by the person's own data key. */
export type User = {
  readonly id: Id
  readonly role: Role
  readonly email: string
  readonly name: string
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string
  readonly createdAt: number
}

/** What a sign-in needs to know of a user. */
export type UserSecret = { readonly user: User; readonly passwordHash: string }

/** One signed-in browser or terminal. The token itself is never stored. */
export type Session = {
  readonly id: Id
  readonly userId: Id
  readonly kind: 'web' | 'local'
  readonly createdAt: number
  readonly expiresAt: number
}
