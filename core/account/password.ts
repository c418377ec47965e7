import { createHmac } from 'node:crypto'
import { AuraError } from '../errors.ts'

/** Slow hashing of passwords. `verify` of an unknown person must cost as much as of a known one: pass
 * undefined as the hash. */
export type PasswordHasher = {
  readonly hash: (password: string) => Promise<string>
  readonly verify: (password: string, hash: string | undefined) => Promise<boolean>
}

export const minPasswordLength = 8
export const maxPasswordLength = 1024

/** Refuses a password that is too short or absurdly long, with what to do. */
export function checkPassword(password: string): void {
  if (password.length < minPasswordLength)
    throw new AuraError('invalid-input', `The password needs at least ${minPasswordLength} characters.`, {
      fix: 'Choose a longer one; a short sentence works well.',
    })
  if (password.length > maxPasswordLength)
    throw new AuraError('invalid-input', `The password has more than ${maxPasswordLength} characters.`)
}

/** What goes into bcrypt: it reads only 72 bytes, so a long password is hashed down to 64 first, under a
 * pepper that is not in the database. */
export function pepperedPassword(password: string, pepper: Uint8Array): string {
  return createHmac('sha384', pepper).update(password.normalize('NFKC'), 'utf8').digest('base64')
}
