/** Runs `look` now and every `intervalMs` while the page is visible, and at once when it becomes visible again.
 * Never twice at the same time. Returns what ends it. */
export function poll(look: () => Promise<void>, intervalMs: number): () => void {
  let busy = false
  const run = async () => {
    if (busy || document.hidden) return
    busy = true
    try {
      await look()
    } finally {
      busy = false
    }
  }
  const timer = setInterval(run, intervalMs)
  document.addEventListener('visibilitychange', run)
  void run()
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', run)
  }
}
