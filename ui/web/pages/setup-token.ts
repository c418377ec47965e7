/** The token in the fragment of a set-up link, or undefined. It stays in the address until the account is made, so
 * that the page can be loaded again; a fragment is never sent to a server. */
export function setupToken({ hash }: Pick<Location, 'hash'>): string | undefined {
  return hash.slice(1) || undefined
}
