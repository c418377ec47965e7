/** Cryptographic randomness, as a parameter. */
export type RandomBytes = (length: number) => Uint8Array
