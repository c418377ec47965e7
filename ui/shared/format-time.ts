export type Calendar = {
  /** BCP 47 tag of the reader's language. */
  readonly locale: string
  /** IANA name of the reader's time zone. */
  readonly timeZone: string
}

/** The day of a moment as `2026-11-23` in the reader's time zone: equal for moments of the same day. */
export function dayKey(ms: number, timeZone: string): string {
  return formatter('en-CA', { timeZone, dateStyle: 'short' }).format(ms)
}

/** "Today", "Yesterday", else the date; with the year when it is not this one. */
export function formatDay(ms: number, nowMs: number, { locale, timeZone }: Calendar): string {
  const days = daysBetween(dayKey(ms, timeZone), dayKey(nowMs, timeZone))
  if (days === 0 || days === 1)
    return capitalised(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day'), locale)
  const sameYear = dayKey(ms, timeZone).slice(0, 4) === dayKey(nowMs, timeZone).slice(0, 4)
  return formatter(locale, {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(ms)
}

/** The time of day, such as `14:05`, as the locale writes it. */
export function formatTimeOfDay(ms: number, { locale, timeZone }: Calendar): string {
  return formatter(locale, { timeZone, timeStyle: 'short' }).format(ms)
}

const formatters = new Map<string, Intl.DateTimeFormat>()

/** Making a formatter costs as much as a hundred uses of it, and a conversation has a date for each message. */
function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${Object.values(options).join(' ')}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options)
  formatters.set(key, made)
  return made
}

function daysBetween(earlier: string, later: string): number {
  return Math.round((Date.parse(later) - Date.parse(earlier)) / (24 * 60 * 60 * 1000))
}

function capitalised(text: string, locale: string): string {
  const [first = '', ...rest] = text
  return first.toLocaleUpperCase(locale) + rest.join('')
}
