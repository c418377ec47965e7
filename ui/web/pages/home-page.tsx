import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { Redirect } from '../parts/redirect.tsx'
import { Splash } from '../parts/splash.tsx'
import { useAura } from '../state/aura.ts'
import { WaitingForSetupPage } from './waiting-for-setup-page.tsx'

/** Leads to where one left off: the latest conversation, else the companions, else signing in. */
export function HomePage(): JSX.Element {
  const { session, conversations } = useAura()
  const state = session.state.value
  const list = conversations.list.value
  const isSignedIn = state.type === 'signed-in'
  useEffect(() => {
    if (isSignedIn) void conversations.load()
  }, [isSignedIn, conversations])

  switch (state.type) {
    case 'loading':
      return <Splash />
    case 'failed':
      return <Splash error={state.error} />
    case 'signed-out':
      return state.hasOwner ? <Redirect to="/signin" /> : <WaitingForSetupPage />
    case 'signed-in': {
      if (list.type === 'loading') return <Splash />
      const latest = list.type === 'ready' ? list.value[0] : undefined
      return <Redirect to={latest ? `/chat/${latest.id}` : '/c'} />
    }
    default:
      return state satisfies never
  }
}
