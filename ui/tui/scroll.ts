/** Where a view of `height` rows stands in `total` rows. `atEnd` follows what is added. */
export type Scroll = { readonly atEnd: true } | { readonly atEnd: false; readonly top: number }

export const scrolledToEnd: Scroll = { atEnd: true }

/** The first row that is shown. */
export function topOf(scroll: Scroll, total: number, height: number): number {
  const lowest = Math.max(0, total - height)
  return scroll.atEnd ? lowest : Math.min(Math.max(0, scroll.top), lowest)
}

/** Moved by so many rows; at the last row it follows again. */
export function scrollBy(scroll: Scroll, rows: number, total: number, height: number): Scroll {
  const top = topOf(scroll, total, height) + rows
  return top >= total - height ? scrolledToEnd : { atEnd: false, top: Math.max(0, top) }
}

/** The first row shown of `total`, so that row `selected` is in view and the view moves as little as it can. */
export function keepInView(top: number, selected: number, total: number, height: number): number {
  const lowest = Math.max(0, total - height)
  if (selected < top) return Math.max(0, selected)
  if (selected >= top + height) return Math.min(lowest, selected - height + 1)
  return Math.min(top, lowest)
}
