import { createHash } from 'node:crypto'
import type { RandomBytes } from '../random.ts'

/** A secret that is handed out once; only its hash is stored. */
export type NewToken = { readonly token: string; readonly tokenHash: string }

/** 256 random bits as base64url, and the SHA-256 of it as hex. */
export function newToken(randomBytes: RandomBytes): NewToken {
  const token = Buffer.from(randomBytes(32)).toString('base64url')
  return { token, tokenHash: hashToken(token) }
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex')
}
