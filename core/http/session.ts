import { Elysia } from 'elysia'
import type { Session, User } from '../account/account.ts'
import { findSession } from '../account/session.ts'
import type { Deps } from '../deps.ts'
import { AuraError } from '../errors.ts'

export const sessionCookieName = 'aura_session'

/** The Set-Cookie value that keeps a browser signed in. `Secure` whenever the browser came over https. */
export function sessionCookie(token: string, expiresAt: number, secure: boolean): string {
  return `${sessionCookieName}=${token}; Path=/; HttpOnly; SameSite=Lax; Expires=${new Date(expiresAt).toUTCString()}${secure ? '; Secure' : ''}`
}

export function clearedSessionCookie(secure: boolean): string {
  return `${sessionCookieName}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure ? '; Secure' : ''}`
}

/** The session token of a request: `Authorization: Bearer` first, else the cookie. */
export function sessionToken(request: Request): string | undefined {
  const bearer = /^Bearer ([\w-]{43})$/.exec(request.headers.get('authorization') ?? '')?.[1]
  if (bearer) return bearer
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const [name, value] = part.trim().split('=')
    if (name === sessionCookieName && value && /^[\w-]{43}$/.test(value)) return value
  }
  return undefined
}

export type SignedIn = { readonly session: Session; readonly user: User }

export async function whoIsSignedIn(
  deps: Pick<Deps, 'store' | 'clock'>,
  request: Request,
): Promise<SignedIn | undefined> {
  const token = sessionToken(request)
  return token ? findSession(deps, token) : undefined
}

/** Gives the routes after it `user` and `session`, and refuses those who are not signed in. */
export function requireSession(deps: Pick<Deps, 'store' | 'clock'>) {
  return new Elysia({ name: 'require-session' }).resolve({ as: 'scoped' }, async ({ request }) => {
    const signedIn = await whoIsSignedIn(deps, request)
    if (!signedIn)
      throw new AuraError('not-signed-in', 'You are not signed in.', { fix: 'Sign in and try again.' })
    return signedIn
  })
}
