import { en } from '../shared/strings/en.ts'
import { createTranslate } from '../shared/strings/translate.ts'

/** The language of the interface. English until there are more. */
const language = 'en'
export const t = createTranslate(language, en)

/** How times and dates are written: as the reader's own kind of that language does. */
export const locale = navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language
