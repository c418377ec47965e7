import type { RefObject } from 'preact'
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { afterGrowth, afterScroll, atBottom, type Following } from './follow-bottom.ts'

type FollowBottom = {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly content: RefObject<HTMLDivElement | null>
  readonly hasNewBelow: boolean
  readonly isAway: boolean
  /** Goes to the end and stays there. */
  readonly toBottom: () => void
}

/** Keeps a scrolled list at its end while it grows, unless the reader has scrolled up. */
export function useFollowBottom(): FollowBottom {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const following = useRef<Following>(atBottom)
  const [shown, setShown] = useState({ hasNewBelow: false, isAway: false })

  const set = useCallback((next: Following) => {
    following.current = next
    const isAway = !next.isFollowing
    setShown((before) =>
      before.hasNewBelow === next.hasNewBelow && before.isAway === isAway
        ? before
        : { hasNewBelow: next.hasNewBelow, isAway },
    )
  }, [])

  const toBottom = useCallback(() => {
    const element = scroller.current
    if (element) element.scrollTop = element.scrollHeight
    set({ ...atBottom, lastTop: element?.scrollTop ?? 0 })
  }, [set])

  useLayoutEffect(() => {
    const element = scroller.current
    const inner = content.current
    if (!element || !inner) return
    toBottom()
    let height = inner.offsetHeight
    const onScroll = () => set(afterScroll(following.current, element))
    // Of the list too: a composer that grows takes height from it.
    const observer = new ResizeObserver(() => {
      const grew = inner.offsetHeight > height
      height = inner.offsetHeight
      if (following.current.isFollowing) toBottom()
      else if (grew) set(afterGrowth(following.current))
    })
    observer.observe(inner)
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [set, toBottom])

  return { scroller, content, toBottom, ...shown }
}
