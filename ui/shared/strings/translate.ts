import type { Catalogue, StringKey } from './catalogue.ts'
import type { en } from './en.ts'

/** The names between braces in a text: `{name}`. */
type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type NamesOf<Entry> = Entry extends string ? Names<Entry> : 'count' | Names<Entry[keyof Entry]>
type ValuesOf<Key extends StringKey> = {
  readonly [Name in NamesOf<(typeof en)[Key]>]: Name extends 'count' ? number : string | number
}
type Arguments<Key extends StringKey> = [NamesOf<(typeof en)[Key]>] extends [never] ? [] : [ValuesOf<Key>]

/** The text of a key with its names filled in. A text with `{count}` is chosen by the plural rule of the
 * locale and its number is written as the locale does. */
export type Translate = <Key extends StringKey>(key: Key, ...values: Arguments<Key>) => string

export function createTranslate(locale: string, catalogue: Catalogue): Translate {
  const plurals = new Intl.PluralRules(locale)
  const numbers = new Intl.NumberFormat(locale)
  return (key, ...[values]) => {
    const filled: Readonly<Record<string, string | number>> = values ?? {}
    const entry = catalogue[key]
    const text =
      typeof entry === 'string' ? entry : (entry[plurals.select(Number(filled.count))] ?? entry.other)
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = filled[name]
      return value === undefined ? whole : typeof value === 'number' ? numbers.format(value) : value
    })
  }
}
