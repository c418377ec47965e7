import type { en } from './en.ts'

export type StringKey = keyof typeof en

/** One text for each plural category that the language has. */
export type PluralText = { readonly other: string } & { readonly [Rule in Intl.LDMLPluralRule]?: string }

/** What a language must give: the same keys as English, a plural where English has one. */
export type Catalogue = {
  readonly [Key in StringKey]: (typeof en)[Key] extends string ? string : PluralText
}
