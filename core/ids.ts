/** Ids are UUIDv7: made by the app, sortable by time of making, safe to send from a client. */
export type Id = string
/** Makes one id. A parameter of the composition root, so that tests can foresee it. */
export type NewId = () => Id

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** True for a lower-case RFC 9562 UUID. */
export function isId(value: string): value is Id {
  return uuidPattern.test(value)
}
