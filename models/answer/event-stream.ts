/** Events that one side pushes and the other reads in order, once. It ends with the first that `isLast`. */
export type EventStream<Event> = {
  /** Ignored after the last event. */
  readonly push: (event: Event) => void
  /** Forgets what was pushed and not read yet. */
  readonly dropUnread: () => void
  readonly read: () => AsyncGenerator<Event, void, void>
}

/** `onRead` sees each event as it is handed out. */
export function createEventStream<Event>(
  isLast: (event: Event) => boolean,
  onRead: (event: Event) => void,
): EventStream<Event> {
  const unread: Event[] = []
  let ended = false
  let wake: (() => void) | undefined
  return {
    push(event) {
      if (ended) return
      ended = isLast(event)
      unread.push(event)
      wake?.()
    },
    dropUnread() {
      unread.length = 0
    },
    async *read() {
      while (true) {
        for (let event = unread.shift(); event !== undefined; event = unread.shift()) {
          onRead(event)
          yield event
          if (isLast(event)) return
        }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
