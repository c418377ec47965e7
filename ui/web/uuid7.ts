/** A UUIDv7 (RFC 9562 section 5.7). `crypto.randomUUID` would give a v4, and only on secure origins. */
export function uuid7(nowMs: number, randomBytes: Uint8Array<ArrayBuffer>): string {
  const bytes = randomBytes.slice(0, 16)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, Math.floor(nowMs / 2 ** 16))
  view.setUint16(4, nowMs % 2 ** 16)
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70)
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80)
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
