import type { ShownError } from '../../../core/http/client.ts'
import { layOut } from '../editor/layout.ts'
import { plainText } from './plain-text.ts'

export type NoticeLine = { readonly part: 'what' | 'why' | 'fix'; readonly text: string }

/** An error as wrapped lines: what happened, why, what to do. `retry` names the key that tries again; it takes the
 * place of a fix that says no more than that. */
export function noticeLines(error: ShownError, columns: number, retry?: string): NoticeLine[] {
  const fixes = [retry && error.fix && /^try again\.?$/i.test(error.fix) ? undefined : error.fix, retry]
  const parts = [
    ['what', error.message],
    ['why', error.why],
    ['fix', fixes.filter(Boolean).length > 0 ? `Fix: ${fixes.filter(Boolean).join(' ')}` : undefined],
  ] as const
  return parts.flatMap(([part, text]) =>
    text ? layOut(plainText(text), columns).map((row) => ({ part, text: row.text.trimEnd() })) : [],
  )
}
