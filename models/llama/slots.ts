/** One of the conversations that the context holds at a time. */
export type Slot<Sequence> = {
  readonly sequence: Sequence
  readonly busy: boolean
  /** The conversation whose tokens it holds; undefined after an answer without a key. */
  readonly cacheKey: string | undefined
  /** Grows with each use; 0 holds nothing worth keeping. */
  readonly usedAt: number
}

export type Lease<Sequence> = { readonly sequence: Sequence; readonly release: () => void }

/** Hands out sequences: the one that last served this key and holds the longest beginning of the prompt, else
 * the lowest that holds nothing (llama.cpp computes neighbours together), else the one unused longest. */
export function createSlots<Sequence>(sequences: readonly Sequence[]): {
  readonly take: (
    cacheKey: string | undefined,
    reusable: (sequence: Sequence) => number,
  ) => Lease<Sequence> | undefined
} {
  const slots: Slot<Sequence>[] = sequences.map((sequence) => ({
    sequence,
    busy: false,
    cacheKey: undefined,
    usedAt: 0,
  }))
  let uses = 0
  return {
    take(cacheKey, reusable) {
      const index = chooseSlot(slots, cacheKey, reusable)
      const slot = index === undefined ? undefined : slots[index]
      if (index === undefined || slot === undefined) return undefined
      slots[index] = { sequence: slot.sequence, busy: true, cacheKey, usedAt: ++uses }
      return {
        sequence: slot.sequence,
        release() {
          // What nobody can ask for again is as good as never used.
          const usedAt = cacheKey === undefined ? 0 : ++uses
          slots[index] = { sequence: slot.sequence, busy: false, cacheKey, usedAt }
        },
      }
    },
  }
}

/** The index of the slot to use; undefined when all are busy. */
export function chooseSlot<Sequence>(
  slots: readonly Slot<Sequence>[],
  cacheKey: string | undefined,
  reusable: (sequence: Sequence) => number,
): number | undefined {
  const free = slots.map((slot, index) => ({ ...slot, index })).filter((slot) => !slot.busy)
  const same = cacheKey === undefined ? [] : free.filter((slot) => slot.cacheKey === cacheKey)
  const longest = same
    .map((slot) => ({ index: slot.index, length: reusable(slot.sequence) }))
    .sort((a, b) => b.length - a.length)[0]
  if (longest) return longest.index
  // Sorting is stable: of those that hold nothing the lowest comes first.
  return free.sort((a, b) => a.usedAt - b.usedAt)[0]?.index
}
