import { expect, test } from 'bun:test'
import { isListMove, movedTo } from './list-keys.ts'

test('a move never leaves the list, however short it is', () => {
  for (const move of ['previous', 'next', 'page-up', 'page-down', 'first', 'last'] as const)
    for (let count = 0; count < 4; count += 1)
      for (let selected = 0; selected < Math.max(1, count); selected += 1) {
        const to = movedTo(move, selected, count, 2)
        expect(to).toBeGreaterThanOrEqual(0)
        expect(to).toBeLessThan(Math.max(1, count))
      }
})

test('a move goes by one, by a page, or to an end', () => {
  expect([movedTo('previous', 5, 20, 8), movedTo('next', 5, 20, 8)]).toEqual([4, 6])
  expect([movedTo('page-up', 10, 20, 8), movedTo('page-down', 10, 20, 8)]).toEqual([2, 18])
  expect([movedTo('first', 10, 20, 8), movedTo('last', 10, 20, 8)]).toEqual([0, 19])
  expect([isListMove('open'), isListMove(undefined), isListMove('next')]).toEqual([false, false, true])
})
