/** Waits before the first, second, … restart after crashes that follow each other closely, in ms. */
const restartDelaysMs = [0, 500, 2_000, 8_000]
const closelyMs = 60_000

/** Decides when a crashed runtime is started again. Times in ms, from one clock. */
export type RestartPolicy = {
  readonly crashed: (now: number) => void
  /** How long to wait before the next start, or `given-up` after too many crashes in a short time. */
  readonly delayMs: (now: number) => number | 'given-up'
  /** A person asks to try again. */
  readonly forgive: () => void
}

export function createRestartPolicy(): RestartPolicy {
  let crashes: number[] = []
  return {
    crashed(now) {
      crashes = [...crashes.filter((at) => now - at < closelyMs), now]
    },
    delayMs(now) {
      const recent = crashes.filter((at) => now - at < closelyMs)
      const last = recent.at(-1)
      if (last === undefined) return 0
      const delay = restartDelaysMs[recent.length - 1]
      return delay === undefined ? 'given-up' : Math.max(0, last + delay - now)
    },
    forgive() {
      crashes = []
    },
  }
}
