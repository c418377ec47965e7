import type { Key } from 'ink'

/** One press: a named key such as `ctrl+r` or `pageup`, or text that was typed. */
export type KeyPress =
  | { readonly type: 'key'; readonly name: string }
  | { readonly type: 'text'; readonly text: string }

const named = {
  upArrow: 'up',
  downArrow: 'down',
  leftArrow: 'left',
  rightArrow: 'right',
  pageUp: 'pageup',
  pageDown: 'pagedown',
  home: 'home',
  end: 'end',
  return: 'enter',
  escape: 'escape',
  tab: 'tab',
  backspace: 'backspace',
  delete: 'delete',
} as const satisfies Partial<Record<keyof Key, string>>

/** What Ink tells of a press, as one name. A chunk that holds text and a final Enter (a fast typist, a slow line)
 * is both. */
export function keyPresses(input: string, key: Key): KeyPress[] {
  if (key.eventType === 'release') return []
  const special = (Object.keys(named) as (keyof typeof named)[]).find((flag) => key[flag])
  if (special) return [press(named[special], key)]
  if (input === '\n') return [{ type: 'key', name: 'ctrl+j' }]
  if (key.ctrl || key.meta || key.super) return input ? [press(input.toLowerCase(), key)] : []
  if (input === '' || lateAnswer.test(input)) return []
  if (/^[^\r\n]+\r$/.test(input))
    return [
      { type: 'text', text: input.slice(0, -1) },
      { type: 'key', name: 'enter' },
    ]
  return [{ type: 'text', text: input }]
}

/** What a slow terminal answers to a question that is no longer waited for: which kind it is, its background. */
const lateAnswer = /^(?:\[\?[\d;]*c|1[01];rgba?:[\da-f/]+)$/i

function press(name: string, key: Key): KeyPress {
  // A terminal tells Shift only with some keys; of those with a name of their own it matters.
  const shift = key.shift && name.length > 1
  const modifiers = [key.ctrl && 'ctrl', key.meta && !(name === 'escape') && 'alt', shift && 'shift']
  return { type: 'key', name: [...modifiers.filter(Boolean), name].join('+') }
}
