import { expect, test } from 'bun:test'
import { languageName } from './language-name.ts'

test('what is not a language tag has no name', () => {
  for (const text of ['', 'not a language', 'e', '12', 'en_US!', 'x-private'])
    expect([text, languageName(text)]).toEqual([text, undefined])
})

test('every tag that is accepted has a name, extensions or not', () => {
  expect(languageName('en-u-ca-gregory')).toBe('English')
  expect(languageName('en-x-priv')).toBe('English')
  expect(languageName('de-1996-u-co-phonebk')).toContain('German')
  expect(languageName('pt-BR')).toBe('Brazilian Portuguese')
})
