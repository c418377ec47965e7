import { useEffect } from 'preact/hooks'
import { useLocation } from 'preact-iso/router'

/** Goes to another page in place of this one. */
export function Redirect({ to }: { readonly to: string }): null {
  const { route } = useLocation()
  useEffect(() => route(to, true), [to, route])
  return null
}
