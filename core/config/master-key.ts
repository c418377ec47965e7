import { AuraError } from '../errors.ts'

const keyBytes = 32

/** The 32 bytes that a key text (hex or base64, white space around it ignored) spells. Throws
 * `config-invalid`, naming only where the text came from. */
export function parseMasterKey(text: string, origin: string): Uint8Array {
  const trimmed = text.trim()
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64')
  if (key.length !== keyBytes)
    throw new AuraError('config-invalid', 'The master key is not valid.', {
      why: `${origin} does not hold 32 bytes as hex or base64.`,
      fix: 'Put the right key there. A new key cannot open data that an old one sealed.',
    })
  return key
}
