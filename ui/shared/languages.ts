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

/** The BCP 47 tag that a person means by a tag or by the name of a listed language, in that language or in English;
 * undefined when there is no such language. */
export function languageMeant(text: string): string | undefined {
  const wanted = text.trim()
  const folded = wanted.toLocaleLowerCase()
  const named = companionLanguages.find((tag) =>
    [nameOfLanguage(tag), englishName(tag)].some((name) => name?.toLocaleLowerCase() === folded),
  )
  if (named) return named
  try {
    const [tag] = Intl.getCanonicalLocales(wanted.replaceAll('_', '-'))
    return tag !== undefined && englishName(tag) !== undefined ? tag : undefined
  } catch {
    // Not even the form of a tag.
    return undefined
  }
}

function englishName(tag: string): string | undefined {
  return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(tag)
}
