import { plainText } from '../markdown/plain-text.ts'

/** Sentences of a text that is still being written, for a screen reader: each is told once, when it is whole. */
export type Speech = {
  /** What to say now; empty for nothing. */
  readonly say: string
  /** Up to where the text has been said, in UTF-16 units. */
  readonly saidUpTo: number
}

/** The whole sentences after `saidUpTo`; all that is left once the text has ended. */
export function nextSentences(text: string, saidUpTo: number, hasEnded: boolean, locale: string): Speech {
  const rest = text.slice(saidUpTo)
  if (hasEnded) return { say: plainText(rest), saidUpTo: text.length }
  const sentences = [...new Intl.Segmenter(supported(locale), { granularity: 'sentence' }).segment(rest)]
  const last = sentences.at(-1)
  if (!last || last.index === 0) return { say: '', saidUpTo }
  return { say: plainText(rest.slice(0, last.index)), saidUpTo: saidUpTo + last.index }
}

function supported(locale: string): string {
  return Intl.Segmenter.supportedLocalesOf([locale])[0] ?? 'en'
}
