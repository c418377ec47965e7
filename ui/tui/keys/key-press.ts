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

/** What Ink tells of a press, by name. A fast typist or a slow line brings text and keys in one chunk: they are
 * taken apart. */
export function keyPresses(input: string, key: Key): KeyPress[] {
  if (key.eventType === 'release') return []
  const special = (Object.keys(named) as (keyof typeof named)[]).find((flag) => key[flag])
  if (special) return [press(named[special], key)]
  if (input === '\n') return [{ type: 'key', name: 'ctrl+j' }]
  if (key.ctrl || key.meta || key.super) return input ? [press(input.toLowerCase(), key)] : []
  if (input === '' || lateAnswer.test(input)) return []
  return typed(input)
}

/** The keys and texts of a chunk that was typed. A line end with more after it is part of a text, as terminals
 * without bracketed paste send it. */
function typed(chunk: string): KeyPress[] {
  const presses: KeyPress[] = []
  for (const [index, part] of chunk.split(controlCharacter).entries()) {
    if (part === '') continue
    if (index % 2 === 0) presses.push({ type: 'text', text: part })
    else presses.push({ type: 'key', name: controlName(part) })
  }
  const last = presses.at(-1)
  if (chunk.endsWith('\r') && last?.type === 'key')
    presses[presses.length - 1] = { type: 'key', name: 'enter' }
  return presses
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what keys send
const controlCharacter = /([\u0000-\u001f\u007f])/

function controlName(character: string): string {
  if (character === '\t') return 'tab'
  if (character === '\r') return 'ctrl+j'
  if (character === '\u007f') return 'backspace'
  return `ctrl+${String.fromCharCode(character.charCodeAt(0) + 96)}`
}

/** What a slow terminal answers to a question that is no longer waited for: which kind it is, its background. */
const lateAnswer = /^(?:\[\?[\d;]*c|1[01];rgba?:[\da-f/]+)$/i

function press(name: string, key: Key): KeyPress {
  // A terminal tells Shift only with some keys; of those with a name of their own it matters.
  const shift = key.shift && name.length > 1
  const modifiers = [key.ctrl && 'ctrl', key.meta && !(name === 'escape') && 'alt', shift && 'shift']
  return { type: 'key', name: [...modifiers.filter(Boolean), name].join('+') }
}
