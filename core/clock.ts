/** The only source of time for the product. UTC milliseconds since 1970. */
export type Clock = { readonly now: () => number }

export const systemClock: Clock = { now: () => Date.now() }
