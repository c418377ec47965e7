import type { Deps } from '../deps.ts'
import { AuraError } from '../errors.ts'
import type { User } from './account.ts'
import { checkPassword } from './password.ts'
import { type StartedSession, startSession } from './session.ts'
import { normaliseEmail } from './sign-in.ts'
import { hashToken, newToken } from './token.ts'

/** How long the link that makes the owner is valid. */
export const setupLinkLifetimeMs = 30 * 60 * 1000

/** A new link token, valid once and for 30 minutes; earlier ones stop working. Undefined when there is an owner. */
export async function createSetupLink(
  deps: Pick<Deps, 'store' | 'clock' | 'newId' | 'randomBytes'>,
): Promise<string | undefined> {
  if (await deps.store.users.findOwner()) return undefined
  const { token, tokenHash } = newToken(deps.randomBytes)
  await deps.store.links.create({
    id: deps.newId(),
    purpose: 'owner-setup',
    tokenHash,
    expiresAt: deps.clock.now() + setupLinkLifetimeMs,
  })
  return token
}

export async function isSetupLinkValid(deps: Pick<Deps, 'store' | 'clock'>, token: string): Promise<boolean> {
  return deps.store.links.isValid('owner-setup', hashToken(token), deps.clock.now())
}

export type OwnerInput = {
  readonly token: string
  readonly email: string
  readonly name: string
  readonly password: string
  readonly timeZone: string
}

/** Makes the one owner account and signs it in. The link is used up only when everything else is right. */
export async function setUpOwner(
  deps: Pick<Deps, 'store' | 'passwords' | 'clock' | 'newId' | 'randomBytes'>,
  input: OwnerInput,
): Promise<StartedSession & { readonly user: User }> {
  const tokenHash = hashToken(input.token)
  if (!(await deps.store.links.isValid('owner-setup', tokenHash, deps.clock.now()))) throw linkExpired()

  const email = normaliseEmail(input.email)
  if (!/^[^\s@]+@[^\s@]+$/.test(email))
    throw new AuraError('invalid-input', 'This does not look like an e-mail address.', {
      fix: 'Write it as name@example.org.',
    })
  const name = input.name.trim()
  if (!name)
    throw new AuraError('invalid-input', 'The name is empty.', { fix: 'How should companions call you?' })
  if (!isTimeZone(input.timeZone))
    throw new AuraError('invalid-input', 'The time zone is unknown.', {
      fix: 'Use an IANA name, such as Europe/Berlin.',
    })
  checkPassword(input.password)
  const passwordHash = await deps.passwords.hash(input.password)

  const now = deps.clock.now()
  const user: User = {
    id: deps.newId(),
    role: 'owner',
    email,
    name,
    timeZone: input.timeZone,
    createdAt: now,
  }
  try {
    await deps.store.users.create({ user, passwordHash, link: { purpose: 'owner-setup', tokenHash, now } })
  } catch (error) {
    throw error instanceof AuraError && error.kind === 'link-expired' ? linkExpired() : error
  }
  return { ...(await startSession(deps, user.id, 'web')), user }
}

function linkExpired(): AuraError {
  return new AuraError('link-expired', 'This link is no longer valid.', {
    why: 'It works once, for 30 minutes, and a newer one replaces it.',
    fix: 'Restart `aura serve`: it prints a new link while there is no owner.',
  })
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
