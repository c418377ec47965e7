const steps = [
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Number.POSITIVE_INFINITY],
] as const

/** How long ago a moment was, short: `now`, `5m ago`, `yesterday`. Both in UTC ms. */
export function ago(thenMs: number, nowMs: number, locale?: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'narrow' })
  let amount = Math.floor(Math.max(0, nowMs - thenMs) / 60_000)
  if (amount === 0) return format.format(0, 'second')
  for (const [unit, size] of steps) {
    if (amount < size) return format.format(-amount, unit)
    amount = Math.floor(amount / size)
  }
  return ''
}
