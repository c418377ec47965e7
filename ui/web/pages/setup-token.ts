/** The token in the fragment of a set-up link, or undefined. Takes it out of the address, so that it is in no
 * history and on no screen. A fragment is never sent to a server. */
export function takeSetupToken(
  location: Pick<Location, 'hash' | 'pathname'>,
  history: Pick<History, 'replaceState'>,
): string | undefined {
  const token = location.hash.slice(1)
  if (!token) return undefined
  history.replaceState(null, '', location.pathname)
  return token
}
