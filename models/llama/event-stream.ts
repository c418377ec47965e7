/** Events that one side pushes and the other reads in order. It ends with the first event that `isLast`. */
export type EventStream<Event> = {
  /** Ignored after the last event. */
  readonly push: (event: Event) => void
  readonly read: () => AsyncGenerator<Event, void, void>
}

export function createEventStream<Event>(isLast: (event: Event) => boolean): EventStream<Event> {
  const waiting: Event[] = []
  let ended = false
  let wake: (() => void) | undefined
  return {
    push(event) {
      if (ended) return
      ended = isLast(event)
      waiting.push(event)
      wake?.()
    },
    async *read() {
      while (true) {
        for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
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
