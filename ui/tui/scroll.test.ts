import { describe, expect, test } from 'bun:test'
import { keepInView, scrollBy, scrolledToEnd, topOf } from './scroll.ts'

describe('scrolling', () => {
  test('a view at the end follows what is added', () => {
    expect(topOf(scrolledToEnd, 10, 4)).toBe(6)
    expect(topOf(scrolledToEnd, 12, 4)).toBe(8)
  })

  test('a view that was moved up stays where it is when something is added', () => {
    const scroll = scrollBy(scrolledToEnd, -3, 20, 5)
    expect(topOf(scroll, 20, 5)).toBe(12)
    expect(topOf(scroll, 30, 5)).toBe(12)
  })

  test('it never leaves the rows', () => {
    expect(topOf(scrollBy(scrolledToEnd, -100, 20, 5), 20, 5)).toBe(0)
    expect(scrollBy({ atEnd: false, top: 0 }, 100, 20, 5)).toEqual(scrolledToEnd)
    expect(topOf({ atEnd: false, top: 15 }, 8, 5)).toBe(3)
  })

  test('fewer rows than the view stand at the top', () => {
    expect(topOf(scrolledToEnd, 2, 5)).toBe(0)
    expect(scrollBy(scrolledToEnd, -1, 2, 5)).toEqual(scrolledToEnd)
  })

  test('back at the last row it follows again', () => {
    const up = scrollBy(scrolledToEnd, -2, 20, 5)
    expect(scrollBy(up, 2, 20, 5)).toEqual(scrolledToEnd)
  })

  test('a selection is kept in view with the least movement', () => {
    expect(keepInView(0, 6, 20, 5)).toBe(2)
    expect(keepInView(4, 3, 20, 5)).toBe(3)
    expect(keepInView(4, 6, 20, 5)).toBe(4)
    expect(keepInView(18, 19, 20, 5)).toBe(15)
  })
})
