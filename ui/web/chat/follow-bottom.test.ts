import { expect, test } from 'bun:test'
import { afterGrowth, afterScroll, atBottom } from './follow-bottom.ts'

const list = { scrollHeight: 2000, clientHeight: 500 }

test('a list stays at its end while it grows', () => {
  const there = afterScroll(atBottom, { ...list, scrollTop: 1500 })
  expect(afterGrowth(there)).toMatchObject({ isFollowing: true, hasNewBelow: false })
})

test('growing alone, which moves the end away, does not count as scrolling up', () => {
  const there = afterScroll(atBottom, { ...list, scrollTop: 1500 })
  expect(afterScroll(there, { ...list, scrollHeight: 2400, scrollTop: 1500 }).isFollowing).toBe(true)
})

test('who scrolls up stays where they are, and is told of what comes below', () => {
  const there = afterScroll(atBottom, { ...list, scrollTop: 1500 })
  const up = afterScroll(there, { ...list, scrollTop: 900 })
  expect(up).toMatchObject({ isFollowing: false, hasNewBelow: false })
  expect(afterGrowth(up)).toMatchObject({ isFollowing: false, hasNewBelow: true })
  const aLittleDown = afterScroll(up, { ...list, scrollTop: 1000 })
  expect(aLittleDown.isFollowing).toBe(false)
})

test('who comes back near the end follows again', () => {
  const up = afterGrowth(afterScroll({ ...atBottom, lastTop: 1500 }, { ...list, scrollTop: 900 }))
  expect(afterScroll(up, { ...list, scrollTop: 1470 })).toMatchObject({
    isFollowing: true,
    hasNewBelow: false,
  })
})
