import { en } from '../shared/strings/en.ts'
import { createTranslate } from '../shared/strings/translate.ts'

/** The language of the interface. English until there are more. */
export const locale = 'en'
export const t = createTranslate(locale, en)
