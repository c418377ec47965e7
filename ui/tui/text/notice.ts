import type { ShownError } from '../../../core/http/client.ts'
import { layOut } from '../editor/layout.ts'
import { plainText } from './plain-text.ts'

export type NoticeLine = { readonly part: 'what' | 'why' | 'fix'; readonly text: string }

/** An error as wrapped lines: what happened, why, what to do. */
export function noticeLines(error: ShownError, columns: number, more?: string): NoticeLine[] {
  const parts = [
    ['what', error.message],
    ['why', error.why],
    ['fix', error.fix && `Fix: ${error.fix}`],
    ['fix', more],
  ] as const
  return parts.flatMap(([part, text]) =>
    text ? layOut(plainText(text), columns).map((row) => ({ part, text: row.text.trimEnd() })) : [],
  )
}
