import type { KeyPress } from '../keys/key-press.ts'
import { actionOf, isEdit } from '../keys/key-table.ts'
import { plainText } from '../text/plain-text.ts'
import { type Buffer, edit, insert, moveRow } from './buffer.ts'

/** The buffer after a press; the same one for a press that means nothing to it. `columns` is where it wraps. */
export function afterPress(buffer: Buffer, press: KeyPress, columns: number): Buffer {
  if (press.type === 'text') return insert(buffer, plainText(press.text))
  const action = actionOf('write', press.name, buffer.text === '')
  if (action === undefined) return buffer
  if (isEdit(action)) return edit(buffer, action)
  if (action === 'new-line') return insert(buffer, '\n')
  return (
    moveRow(buffer, action === 'row-up' ? -1 : 1, columns) ??
    edit(buffer, action === 'row-up' ? 'text-start' : 'text-end')
  )
}
