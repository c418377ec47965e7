import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso/router'
import type { ShownError } from '../../../core/http/client.ts'
import { useAura } from '../state/aura.ts'
import { asShown } from '../state/loadable.ts'

/** Starts a conversation with a companion and goes there. */
export function useStartConversation(): {
  readonly start: (companionId: string) => Promise<void>
  readonly isBusy: boolean
  readonly error: ShownError | undefined
} {
  const { conversations } = useAura()
  const { route } = useLocation()
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ShownError>()
  return {
    isBusy,
    error,
    async start(companionId) {
      if (isBusy) return
      setBusy(true)
      setError(undefined)
      try {
        route(`/chat/${await conversations.start(companionId)}`)
      } catch (thrown) {
        setError(asShown(thrown))
      } finally {
        setBusy(false)
      }
    },
  }
}
