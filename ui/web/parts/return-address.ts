/** Where one signs in and then comes back to `url`. */
export function signInAddress(url: string): string {
  return url === '/' || url.startsWith('/signin') ? '/signin' : `/signin?to=${encodeURIComponent(url)}`
}

/** The page that `to` names; the first page for anything that is not a path of this server. */
export function returnAddress(to: string | undefined): string {
  return to && /^\/(?![/\\])/.test(to) && !to.startsWith('/signin') ? to : '/'
}
