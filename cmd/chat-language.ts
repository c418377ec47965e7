import { companionLanguages } from '../ui/shared/languages.ts'

/** "C" and "POSIX" look like languages to Intl. */
const isLanguageCode = /^[a-z]{2,3}$/

/** The language of the person's locale as a BCP 47 tag, `en` where the environment names none. */
export function localeLanguage({
  LC_ALL,
  LC_MESSAGES,
  LANG,
}: Readonly<Record<string, string | undefined>>): string {
  const name = (LC_ALL || LC_MESSAGES || LANG || '').split(/[.@]/)[0] ?? ''
  try {
    const { language, region, script } = new Intl.Locale(name.replaceAll('_', '-')).maximize()
    const known: readonly string[] = companionLanguages
    const candidates = [`${language}-${region}`, `${language}-${script}`, language]
    return candidates.find((tag) => known.includes(tag)) ?? (isLanguageCode.test(language) ? language : 'en')
  } catch {
    // Not a locale at all.
    return 'en'
  }
}
