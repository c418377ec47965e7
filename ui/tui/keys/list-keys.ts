import { useKeys } from './keys-in-order.tsx'

/** The actions of the key table that move the mark of a list. */
const moves = ['previous', 'next', 'page-up', 'page-down', 'first', 'last'] as const

export type ListMove = (typeof moves)[number]

export function isListMove(action: string | undefined): action is ListMove {
  return moves.some((move) => move === action)
}

/** Where the mark stands after a move; a list of `count` shows `height` items at once. */
export function movedTo(move: ListMove, selected: number, count: number, height: number): number {
  const within = (at: number) => Math.max(0, Math.min(count - 1, at))
  switch (move) {
    case 'previous':
      return within(selected - 1)
    case 'next':
      return within(selected + 1)
    case 'page-up':
      return within(selected - height)
    case 'page-down':
      return within(selected + height)
    case 'first':
      return within(0)
    case 'last':
      return within(count - 1)
    default:
      return move satisfies never
  }
}

/** Hands each key to a screen on which nothing is written: of a text its characters one by one, the rest left to
 * whatever the first one opened. */
export function useListKeys(onKey: (name: string) => void, isActive: boolean): void {
  useKeys((press) => {
    if (press.type === 'key') return onKey(press.name)
    const [first = '', ...rest] = press.text
    onKey(first)
    return rest.join('')
  }, isActive)
}
