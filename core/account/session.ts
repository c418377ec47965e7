import type { Deps } from '../deps.ts'
import type { Id } from '../ids.ts'
import type { Session, User } from './account.ts'
import { hashToken, newToken } from './token.ts'

const dayMs = 24 * 60 * 60 * 1000
/** How long a session lives from its beginning. */
export const sessionLifetimeMs = 30 * dayMs

export type StartedSession = { readonly token: string; readonly session: Session }

/** Signs a user in: a new session whose token is told only here. */
export async function startSession(
  deps: Pick<Deps, 'store' | 'clock' | 'newId' | 'randomBytes'>,
  userId: Id,
  kind: Session['kind'],
): Promise<StartedSession> {
  const now = deps.clock.now()
  const { token, tokenHash } = newToken(deps.randomBytes)
  const session: Session = {
    id: deps.newId(),
    userId,
    kind,
    createdAt: now,
    expiresAt: now + sessionLifetimeMs,
  }
  await deps.store.sessions.create({ ...session, tokenHash })
  return { token, session }
}

/** Who holds this token; undefined for an unknown or expired one. */
export async function findSession(
  deps: Pick<Deps, 'store' | 'clock'>,
  token: string,
): Promise<{ readonly session: Session; readonly user: User } | undefined> {
  const session = await deps.store.sessions.findByTokenHash(hashToken(token), deps.clock.now())
  if (!session) return undefined
  const user = await deps.store.users.find(session.userId)
  return user && { session, user }
}
