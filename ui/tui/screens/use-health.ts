import { useCallback, useEffect, useState } from 'react'
import { type Client, type RuntimeHealth, unwrap } from '../../../core/http/client.ts'

/** How often a model that is being loaded is asked about. */
const loadingIntervalMs = 1000

/** The model and how it is, kept fresh while it loads; `refresh` asks again. Undefined until it is known. */
export function useHealth(client: Client): { health: RuntimeHealth | undefined; refresh: () => void } {
  const [health, setHealth] = useState<RuntimeHealth>()
  const [asked, setAsked] = useState(0)
  const refresh = useCallback(() => setAsked((count) => count + 1), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` asks again
  useEffect(() => {
    let isCurrent = true
    let timer: ReturnType<typeof setTimeout> | undefined
    unwrap(client.api.runtime.get()).then(
      (now) => {
        if (!isCurrent) return
        setHealth(now)
        if (now.state === 'loading') timer = setTimeout(refresh, loadingIntervalMs)
      },
      // A server that cannot be reached is told by what the person does next, with its reason.
      () => isCurrent && setHealth(undefined),
    )
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, asked, refresh])
  return { health, refresh }
}
