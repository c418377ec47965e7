import { type PasswordHasher, pepperedPassword } from '../../account/password.ts'

/** The part of @node-rs/bcrypt that is used. */
export type Bcrypt = {
  readonly hash: (password: string, options: { readonly cost: number }) => Promise<string>
  readonly verify: (password: string, hash: string) => Promise<boolean>
}

/** 2^12 rounds: about a quarter of a second on a common processor. */
export const bcryptCost = 12

/** Hashes with bcrypt over the peppered password. bcrypt is loaded at the first use: most starts need none. */
export function createPasswordHasher(
  loadBcrypt: () => Promise<Bcrypt>,
  pepper: Uint8Array,
  cost = bcryptCost,
): PasswordHasher {
  return {
    async hash(password) {
      const bcrypt = await loadBcrypt()
      return bcrypt.hash(pepperedPassword(password, pepper), { cost })
    },
    async verify(password, hash) {
      const bcrypt = await loadBcrypt()
      const peppered = pepperedPassword(password, pepper)
      if (hash !== undefined) return bcrypt.verify(peppered, hash)
      // An unknown person costs as much as a known one, so the time does not tell which e-mails are known.
      await bcrypt.hash(peppered, { cost })
      return false
    },
  }
}
