/** Those who wait for a place: interactive ones before background ones, each in the order they came. */
export type AdmissionQueue<Item> = {
  readonly add: (item: Item, background: boolean) => void
  /** False when it did not wait. */
  readonly remove: (item: Item) => boolean
  readonly take: () => Item | undefined
  /** In the order in which they will be taken. */
  readonly list: () => readonly Item[]
}

export function createAdmissionQueue<Item>(): AdmissionQueue<Item> {
  const interactive: Item[] = []
  const background: Item[] = []
  const removeFrom = (items: Item[], item: Item): boolean => {
    const index = items.indexOf(item)
    if (index >= 0) items.splice(index, 1)
    return index >= 0
  }
  return {
    add: (item, isBackground) => void (isBackground ? background : interactive).push(item),
    remove: (item) => removeFrom(interactive, item) || removeFrom(background, item),
    take: () => interactive.shift() ?? background.shift(),
    list: () => [...interactive, ...background],
  }
}
