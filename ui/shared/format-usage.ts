import type { Usage } from '../../core/http/client.ts'
import type { Translate } from './strings/translate.ts'

/** The numbers of one reply as short texts, in the order in which they are shown: tokens, ms to the first
 * token, tokens per second. What was not measured is left out. */
export function formatUsage(usage: Usage, t: Translate): readonly string[] {
  const { promptTokens, completionTokens, firstTokenMs, tokensPerSecond } = usage
  return [
    t('usage.tokens', { prompt: promptTokens, count: completionTokens }),
    ...(firstTokenMs === undefined ? [] : [t('usage.firstToken', { time: formatMs(firstTokenMs) })]),
    ...(tokensPerSecond === undefined ? [] : [t('usage.speed', { rate: roundedRate(tokensPerSecond) })]),
  ]
}

/** Whole milliseconds below a second, seconds with one digit above. */
function formatMs(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

function roundedRate(perSecond: number): number {
  return perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond)
}
