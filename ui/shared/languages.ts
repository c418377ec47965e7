/** Languages that a companion can be given from a list, by BCP 47 tag. Any other tag is valid too. */
export const companionLanguages = [
  'en', 'de', 'fr', 'es', 'pt-BR', 'pt-PT', 'it', 'nl', 'sv', 'da', 'nb', 'fi', 'pl', 'cs', 'ro', 'hu', 'el',
  'tr', 'uk', 'ru', 'ar', 'he', 'fa', 'hi', 'bn', 'th', 'vi', 'id', 'ja', 'ko', 'zh-Hans', 'zh-Hant',
] as const // biome-ignore format: one table

/** A language by its own name, such as `Deutsch`; the tag itself when it has none. */
export function nameOfLanguage(tag: string): string {
  try {
    const name = new Intl.DisplayNames(tag, { type: 'language', languageDisplay: 'standard' }).of(tag) ?? tag
    const [first = '', ...rest] = name
    return first.toLocaleUpperCase(tag) + rest.join('')
  } catch {
    return tag
  }
}
