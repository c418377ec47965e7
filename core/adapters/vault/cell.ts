import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

// A sealed value: version (1 byte) | nonce (12) | tag (16) | ciphertext. AES-256-GCM, NIST SP 800-38D; the
// nonce is random, which is safe for far more than the 2^32 cells that one key may seal.
const version = 1
const nonceLength = 12
const tagLength = 16
const headLength = 1 + nonceLength + tagLength

export const keyLength = 32

/** Seals bytes under a 32-byte key, bound to `associated`. */
export function sealBytes(key: Uint8Array, associated: string, plaintext: Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(associated, 'utf8'))
  const body = cipher.update(plaintext)
  cipher.final()
  return Buffer.concat([Uint8Array.of(version), nonce, cipher.getAuthTag(), body])
}

/** The bytes that were sealed; undefined when key, place or content is not what was sealed. */
export function openBytes(key: Uint8Array, associated: string, sealed: Uint8Array): Uint8Array | undefined {
  if (sealed.length < headLength || sealed[0] !== version) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceLength))
  decipher.setAAD(Buffer.from(associated, 'utf8'))
  decipher.setAuthTag(sealed.subarray(1 + nonceLength, headLength))
  const plaintext = decipher.update(sealed.subarray(headLength))
  try {
    decipher.final()
  } catch {
    return undefined // GCM's tag did not match: this is how it says so.
  }
  return plaintext
}
