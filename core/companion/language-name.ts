/** English name of the language of a BCP 47 tag, such as `Brazilian Portuguese`; undefined for what is not one.
 * Extensions of the tag (a calendar, private use) say nothing about the language and are left out. */
export function languageName(tag: string): string | undefined {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(new Intl.Locale(tag).baseName)
  } catch {
    return undefined // This is how Intl says that a text is no tag.
  }
}
