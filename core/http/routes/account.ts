import { Elysia, t } from 'elysia'
import { isSetupLinkValid, setUpOwner } from '../../account/set-up-owner.ts'
import { signIn } from '../../account/sign-in.ts'
import type { Deps } from '../../deps.ts'
import { clearedSessionCookie, sessionCookie, whoIsSignedIn } from '../session.ts'
import { type UserJson, userJson } from '../views.ts'

export type AccountRoutesDeps = Pick<Deps, 'store' | 'passwords' | 'clock' | 'newId' | 'randomBytes'> & {
  readonly version: string
  readonly isSecure: (request: Request) => boolean
}

const password = t.String({ maxLength: 1024 })
const email = t.String({ maxLength: 254 })

/** First start, sign-in, sign-out, and who one is. */
export function accountRoutes(deps: AccountRoutesDeps) {
  return new Elysia({ tags: ['account'] })
    .get(
      '/session',
      async ({ request }) => {
        const signedIn = await whoIsSignedIn(deps, request)
        const user: UserJson | null = signedIn ? userJson(signedIn.user) : null
        const hasOwner = signedIn !== undefined || (await deps.store.users.findOwner()) !== undefined
        return { user, hasOwner, version: deps.version }
      },
      { detail: { summary: 'Who is signed in, and whether there is an owner yet' } },
    )
    .post(
      '/session',
      async ({ body, request, set }) => {
        const { user, token, session } = await signIn(deps, body)
        set.headers['set-cookie'] = sessionCookie(token, session.expiresAt, deps.isSecure(request))
        return { user: userJson(user) }
      },
      { body: t.Object({ email, password }), detail: { summary: 'Sign in' } },
    )
    .delete(
      '/session',
      async ({ request, set }) => {
        const signedIn = await whoIsSignedIn(deps, request)
        if (signedIn) await deps.store.sessions.delete(signedIn.session.id)
        set.headers['set-cookie'] = clearedSessionCookie(deps.isSecure(request))
        return { signedOut: true }
      },
      { detail: { summary: 'Sign out' } },
    )
    .post('/setup/check', async ({ body }) => ({ valid: await isSetupLinkValid(deps, body.token) }), {
      body: t.Object({ token: t.String({ maxLength: 100 }) }),
      detail: { summary: 'Whether a set-up link still works' },
    })
    .post(
      '/setup',
      async ({ body, request, set }) => {
        const { user, token, session } = await setUpOwner(deps, body)
        set.headers['set-cookie'] = sessionCookie(token, session.expiresAt, deps.isSecure(request))
        return { user: userJson(user) }
      },
      {
        body: t.Object({
          token: t.String({ maxLength: 100 }),
          email,
          name: t.String({ maxLength: 80 }),
          password,
          timeZone: t.String({ maxLength: 64 }),
        }),
        detail: { summary: 'Make the owner account with the one-time link' },
      },
    )
}
