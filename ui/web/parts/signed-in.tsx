import type { ComponentChildren, JSX } from 'preact'
import { useLocation } from 'preact-iso/router'
import { useAura } from '../state/aura.ts'
import { Redirect } from './redirect.tsx'
import { signInAddress } from './return-address.ts'
import { Splash } from './splash.tsx'

/** Draws what only someone signed in may see; sends others to sign in and back. */
export function SignedIn({ children }: { readonly children: ComponentChildren }): JSX.Element {
  const { session } = useAura()
  const { url } = useLocation()
  const state = session.state.value
  switch (state.type) {
    case 'loading':
      return <Splash />
    case 'failed':
      return <Splash error={state.error} />
    case 'signed-out':
      return <Redirect to={state.hasOwner ? signInAddress(url) : '/'} />
    case 'signed-in':
      return <>{children}</>
    default:
      return state satisfies never
  }
}
