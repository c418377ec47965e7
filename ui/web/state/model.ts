import { type ReadonlySignal, signal } from '@preact/signals'
import type { Client, RuntimeHealth } from '../../../core/http/client.ts'
import type { SessionStore } from './session.ts'

export type ModelStore = {
  /** How the model is; undefined until it is known. */
  readonly health: ReadonlySignal<RuntimeHealth | undefined>
  readonly isStarting: ReadonlySignal<boolean>
  readonly load: () => Promise<void>
  /** Loads the model if it is not loaded; resolves when that is done or failed. */
  readonly start: () => Promise<void>
  /** The same without a person asking for it: a runtime that keeps crashing is left alone. */
  readonly startByItself: () => Promise<void>
}

export function createModelStore({ api }: Client, { request }: SessionStore): ModelStore {
  const health = signal<RuntimeHealth | undefined>(undefined)
  const isStarting = signal(false)

  async function load(): Promise<void> {
    try {
      health.value = await request(api.runtime.get())
    } catch {
      // Asked again soon; that the server is away, or the session over, is told elsewhere.
    }
  }

  async function start(anew: boolean): Promise<void> {
    if (isStarting.value) return
    isStarting.value = true
    try {
      health.value = await request(api.runtime.start.post(undefined, { query: { anew } }))
    } catch {
      await load()
    } finally {
      isStarting.value = false
    }
  }

  return {
    health,
    isStarting,
    load,
    start: () => start(true),
    startByItself: () => start(false),
  }
}
