/** While the page is hidden there are no frames: what came is shown this often, in ms. */
const hiddenIntervalMs = 250

/** Gathers items and hands them over at most once per frame, so that a fast reply costs one paint each. */
export function perFrame<Item>(show: (items: readonly Item[]) => void): {
  readonly add: (item: Item) => void
  /** Hands over what waits, now. */
  readonly flush: () => void
} {
  let waiting: Item[] = []
  let cancel: (() => void) | undefined

  function flush(): void {
    cancel?.()
    cancel = undefined
    if (waiting.length === 0) return
    const items = waiting
    waiting = []
    show(items)
  }

  return {
    add(item) {
      waiting.push(item)
      cancel ??= atNextFrame(flush)
    },
    flush,
  }
}

function atNextFrame(run: () => void): () => void {
  // Both are set: a page that is hidden between now and its next frame gets none.
  const frame = requestAnimationFrame(run)
  const timer = setTimeout(run, hiddenIntervalMs)
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
