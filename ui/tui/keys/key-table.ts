import type { Edit } from '../editor/buffer.ts'

export type KeyScope = 'everywhere' | 'home' | 'conversations' | 'chat' | 'form' | 'confirm' | 'write'

export type KeyBinding = {
  readonly scope: KeyScope
  readonly action: string
  readonly keys: readonly string[]
  /** What it does, for `?`. */
  readonly does: string
  /** Only while nothing is written, because the key is also a character or moves the cursor. */
  readonly whenEmpty?: true
  /** Shown at the bottom of the screen too, under this short name. */
  readonly hint?: string
}

/** Every key of the terminal interface. `?`, the hints at the bottom and the tests are made from it. */
export const keyTable = [
  { scope: 'everywhere', action: 'help', keys: ['f1'], does: 'Show these keys' },
  { scope: 'everywhere', action: 'help', keys: ['?'], does: 'Show these keys', whenEmpty: true, hint: 'keys' },
  { scope: 'everywhere', action: 'leave', keys: ['ctrl+c'], does: 'Leave; what the companion says is kept', hint: 'leave' },

  { scope: 'home', action: 'open', keys: ['enter'], does: 'Talk to the companion', hint: 'talk' },
  { scope: 'home', action: 'new', keys: ['n'], does: 'Make a companion', hint: 'new' },
  { scope: 'home', action: 'conversations', keys: ['c'], does: 'All conversations with the companion', hint: 'conversations' },
  { scope: 'home', action: 'edit', keys: ['e'], does: 'Edit the companion' },
  { scope: 'home', action: 'delete', keys: ['d'], does: 'Delete the companion; its name must be written first' },
  { scope: 'home', action: 'starter', keys: ['1', '2', '3', '4'], does: 'Begin with a ready one, while there is nobody' },
  { scope: 'home', action: 'previous', keys: ['up', 'k'], does: 'One up' },
  { scope: 'home', action: 'next', keys: ['down', 'j'], does: 'One down' },
  { scope: 'home', action: 'page-up', keys: ['pageup'], does: 'One page up' },
  { scope: 'home', action: 'page-down', keys: ['pagedown'], does: 'One page down' },
  { scope: 'home', action: 'first', keys: ['g', 'home'], does: 'To the first' },
  { scope: 'home', action: 'last', keys: ['G', 'end'], does: 'To the last' },
  { scope: 'home', action: 'refresh', keys: ['r'], does: 'Read the list again' },
  { scope: 'home', action: 'quit', keys: ['q', 'escape'], does: 'Leave' },

  { scope: 'conversations', action: 'open', keys: ['enter'], does: 'Go on with the conversation', hint: 'go on' },
  { scope: 'conversations', action: 'new-conversation', keys: ['n', 'ctrl+n'], does: 'Begin a new conversation', hint: 'new' },
  { scope: 'conversations', action: 'previous', keys: ['up', 'k'], does: 'One up' },
  { scope: 'conversations', action: 'next', keys: ['down', 'j'], does: 'One down' },
  { scope: 'conversations', action: 'page-up', keys: ['pageup'], does: 'One page up' },
  { scope: 'conversations', action: 'page-down', keys: ['pagedown'], does: 'One page down' },
  { scope: 'conversations', action: 'first', keys: ['g', 'home'], does: 'To the first' },
  { scope: 'conversations', action: 'last', keys: ['G', 'end'], does: 'To the last' },
  { scope: 'conversations', action: 'retry', keys: ['r'], does: 'Read the list again' },
  { scope: 'conversations', action: 'back', keys: ['escape', 'q'], does: 'Back', hint: 'back' },

  { scope: 'chat', action: 'send', keys: ['enter'], does: 'Send the message', hint: 'send' },
  { scope: 'chat', action: 'stop-or-back', keys: ['escape'], does: 'Stop the reply and keep its beginning; else go back', hint: 'back' },
  { scope: 'chat', action: 'another', keys: ['ctrl+r'], does: 'Another answer' },
  { scope: 'chat', action: 'retry', keys: ['r'], does: 'Try again after an error', whenEmpty: true },
  { scope: 'chat', action: 'new-conversation', keys: ['ctrl+n'], does: 'Begin a new conversation' },
  { scope: 'chat', action: 'conversations', keys: ['ctrl+o'], does: 'All conversations with the companion', hint: 'conversations' },
  { scope: 'chat', action: 'page-up', keys: ['pageup'], does: 'Read further up' },
  { scope: 'chat', action: 'page-down', keys: ['pagedown'], does: 'Read further down' },
  { scope: 'chat', action: 'line-up', keys: ['ctrl+up'], does: 'One line up' },
  { scope: 'chat', action: 'line-down', keys: ['ctrl+down'], does: 'One line down' },
  { scope: 'chat', action: 'top', keys: ['ctrl+home'], does: 'To the beginning' },
  { scope: 'chat', action: 'bottom', keys: ['ctrl+end'], does: 'To the end' },
  { scope: 'chat', action: 'line-up', keys: ['up'], does: 'One line up', whenEmpty: true },
  { scope: 'chat', action: 'line-down', keys: ['down'], does: 'One line down', whenEmpty: true },
  { scope: 'chat', action: 'top', keys: ['home'], does: 'To the beginning', whenEmpty: true },
  { scope: 'chat', action: 'bottom', keys: ['end'], does: 'To the end', whenEmpty: true },

  { scope: 'form', action: 'next-field', keys: ['enter', 'tab'], does: 'Next field; from the last one: save', hint: 'next' },
  { scope: 'form', action: 'previous-field', keys: ['shift+tab'], does: 'Field before' },
  { scope: 'form', action: 'save', keys: ['ctrl+s'], does: 'Save', hint: 'save' },
  { scope: 'form', action: 'cancel', keys: ['escape'], does: 'Back without saving', hint: 'back' },

  { scope: 'confirm', action: 'confirm', keys: ['enter'], does: 'Delete, once the name is written', hint: 'delete' },
  { scope: 'confirm', action: 'cancel', keys: ['escape'], does: 'Back without deleting', hint: 'keep' },

  { scope: 'write', action: 'new-line', keys: ['alt+enter', 'shift+enter', 'ctrl+j'], does: 'New line' },
  { scope: 'write', action: 'left', keys: ['left', 'ctrl+b'], does: 'One character left' },
  { scope: 'write', action: 'right', keys: ['right', 'ctrl+f'], does: 'One character right' },
  { scope: 'write', action: 'row-up', keys: ['up'], does: 'One row up' },
  { scope: 'write', action: 'row-down', keys: ['down'], does: 'One row down' },
  { scope: 'write', action: 'word-left', keys: ['ctrl+left', 'alt+left', 'alt+b'], does: 'One word left' },
  { scope: 'write', action: 'word-right', keys: ['ctrl+right', 'alt+right', 'alt+f'], does: 'One word right' },
  { scope: 'write', action: 'line-start', keys: ['home', 'ctrl+a'], does: 'To the beginning of the line' },
  { scope: 'write', action: 'line-end', keys: ['end', 'ctrl+e'], does: 'To the end of the line' },
  { scope: 'write', action: 'delete-back', keys: ['backspace', 'ctrl+h'], does: 'Delete the character before' },
  { scope: 'write', action: 'delete-forward', keys: ['delete', 'ctrl+d'], does: 'Delete the character after' },
  { scope: 'write', action: 'delete-word-back', keys: ['ctrl+w', 'alt+backspace', 'ctrl+backspace'], does: 'Delete the word before' },
  { scope: 'write', action: 'delete-word-forward', keys: ['alt+d', 'ctrl+delete', 'alt+delete'], does: 'Delete the word after' },
  { scope: 'write', action: 'delete-to-line-start', keys: ['ctrl+u'], does: 'Delete to the beginning of the line' },
  { scope: 'write', action: 'delete-to-line-end', keys: ['ctrl+k'], does: 'Delete to the end of the line' },
] as const satisfies readonly KeyBinding[] // biome-ignore format: one table

type Entry = (typeof keyTable)[number]
export type ActionOf<Scope extends KeyScope> = Extract<Entry, { scope: Scope }>['action']
export type WriteAction = ActionOf<'write'>

/** Write actions are edits, or need to know how the text is wrapped. */
export const isEdit = (action: WriteAction): action is WriteAction & Edit =>
  action !== 'new-line' && action !== 'row-up' && action !== 'row-down'

/** What a key does in a scope; `empty` tells that nothing is written there. */
export function actionOf<Scope extends KeyScope>(
  scope: Scope,
  key: string,
  empty: boolean,
): ActionOf<Scope> | undefined {
  const binding = (keyTable as readonly KeyBinding[]).find(
    (entry) => entry.scope === scope && entry.keys.includes(key) && (empty || !entry.whenEmpty),
  )
  return binding?.action as ActionOf<Scope> | undefined
}

const shownParts: Record<string, string> = {
  ctrl: 'Ctrl',
  alt: 'Alt',
  shift: 'Shift',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  escape: 'Esc',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  tab: 'Tab',
  backspace: 'Backspace',
  delete: 'Delete',
  f1: 'F1',
}

/** A key as people call it: `Ctrl+R`. */
export function shownKey(key: string): string {
  const parts = key.split('+')
  return parts.map((part) => shownParts[part] ?? (parts.length > 1 ? part.toUpperCase() : part)).join('+')
}
