import type { Deps } from '../deps.ts'
import { AuraError } from '../errors.ts'
import type { User } from './account.ts'
import { maxPasswordLength } from './password.ts'
import { type StartedSession, startSession } from './session.ts'

/** Signs in with e-mail and password. Same answer and same cost whether the e-mail or the password is wrong. */
export async function signIn(
  deps: Pick<Deps, 'store' | 'passwords' | 'clock' | 'newId' | 'randomBytes'>,
  input: { readonly email: string; readonly password: string },
): Promise<StartedSession & { readonly user: User }> {
  const found = await deps.store.users.findByEmail(normaliseEmail(input.email))
  const matches = await deps.passwords.verify(input.password.slice(0, maxPasswordLength), found?.passwordHash)
  if (!found || !matches)
    throw new AuraError('not-signed-in', 'E-mail and password do not match.', {
      fix: 'Check both and try again.',
    })
  return { ...(await startSession(deps, found.user.id, 'web')), user: found.user }
}

/** The form in which an e-mail address is stored and looked up. */
export function normaliseEmail(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}
