/** Where a scrolled list stands, in CSS px as the DOM gives it. */
export type ScrollPlace = {
  readonly scrollTop: number
  readonly scrollHeight: number
  readonly clientHeight: number
}

/** Whether the list keeps to its end as it grows, and whether something new stands below what is seen. */
export type Following = {
  readonly isFollowing: boolean
  readonly hasNewBelow: boolean
  readonly lastTop: number
}

export const atBottom: Following = { isFollowing: true, hasNewBelow: false, lastTop: 0 }

/** As near to the end as this counts as being there, in px. */
const nearPx = 48

/** The reader, or this page, has scrolled. Only moving up leaves the end: growing does not. */
export function afterScroll(following: Following, place: ScrollPlace): Following {
  const isNear = place.scrollHeight - place.clientHeight - place.scrollTop <= nearPx
  if (isNear) return { isFollowing: true, hasNewBelow: false, lastTop: place.scrollTop }
  const movedUp = place.scrollTop < following.lastTop - 1
  return {
    ...following,
    isFollowing: following.isFollowing && !movedUp,
    lastTop: place.scrollTop,
  }
}

/** Something was added at the end. */
export function afterGrowth(following: Following): Following {
  return following.isFollowing ? following : { ...following, hasNewBelow: true }
}
