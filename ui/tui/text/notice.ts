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

/** The lines cut to `most`: the reason is shortened before what happened and what to do. */
export function shortenedNotice(lines: readonly NoticeLine[], most: number): readonly NoticeLine[] {
  const surplus = lines.length - most
  if (surplus <= 0) return lines
  const why = lines.filter(({ part }) => part === 'why')
  const kept = new Set(why.slice(0, Math.max(0, why.length - surplus)))
  return lines.filter((line) => line.part !== 'why' || kept.has(line)).slice(0, most)
}
