import { expect, test } from 'bun:test'
import { localeLanguage } from './chat-language.ts'

test('a new companion speaks the language of the locale', () => {
  expect(localeLanguage({ LANG: 'de_AT.UTF-8' })).toBe('de')
  expect(localeLanguage({ LANG: 'pt_BR.UTF-8' })).toBe('pt-BR')
  expect(localeLanguage({ LANG: 'zh_TW.UTF-8' })).toBe('zh-Hant')
  expect(localeLanguage({ LANG: 'de_DE', LC_ALL: 'fr_FR@euro' })).toBe('fr')
})

test('no language is English', () => {
  for (const LANG of ['C', 'C.UTF-8', 'POSIX', '', 'not a locale'])
    expect(localeLanguage({ LANG })).toBe('en')
  expect(localeLanguage({})).toBe('en')
})
