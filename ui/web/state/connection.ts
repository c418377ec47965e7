import { type ReadonlySignal, signal } from '@preact/signals'

/** Whether the server answers. Every request of the page passes here, so any of them notices. */
export type Connection = {
  readonly reachable: ReadonlySignal<boolean>
  /** `fetch` that keeps `reachable` true to life. */
  readonly fetch: typeof globalThis.fetch
  /** Called each time the server answers again. */
  readonly onBack: (listener: () => void) => void
}

export type ConnectionDeps = {
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>
  readonly probeUrl: string
  /** Calls back after so many ms. */
  readonly later: (run: () => void, ms: number) => void
}

/** While the server is away it is asked this often whether it is back, in ms. */
const probeIntervalMs = 2000

export function createConnection({ fetch, probeUrl, later }: ConnectionDeps): Connection {
  const reachable = signal(true)
  const listeners: (() => void)[] = []

  function lost(): void {
    if (!reachable.value) return
    reachable.value = false
    later(probe, probeIntervalMs)
  }

  async function probe(): Promise<void> {
    const answers = await fetch(probeUrl, { cache: 'no-store' }).then(
      (response) => !isGatewayOnly(response),
      () => false,
    )
    if (!answers) return later(probe, probeIntervalMs)
    reachable.value = true
    for (const listener of listeners) listener()
  }

  async function watched(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    try {
      const response = await fetch(String(input), init)
      if (isGatewayOnly(response)) lost()
      return response
    } catch (error) {
      if (!init?.signal?.aborted) lost()
      throw error
    }
  }

  return {
    reachable,
    fetch: watched as typeof globalThis.fetch,
    onBack: (listener) => void listeners.push(listener),
  }
}

/** A proxy in front answered because Aura did not. */
function isGatewayOnly({ status }: Response): boolean {
  return status === 502 || status === 504
}
