import { describe, expect, test } from 'bun:test'
import { formatDay, formatTimeOfDay } from './format-time.ts'
import { formatUsage } from './format-usage.ts'
import { companionLanguages, languageMeant, nameOfLanguage } from './languages.ts'
import { starterCompanions } from './starter-companions.ts'
import { en } from './strings/en.ts'
import { createTranslate } from './strings/translate.ts'

const t = createTranslate('en', en)

describe('usage', () => {
  const usage = { promptTokens: 1234, cachedTokens: 0, completionTokens: 56, durationMs: 5000 }

  test('says tokens, time to the first word and speed', () => {
    expect(formatUsage({ ...usage, firstTokenMs: 320.4, tokensPerSecond: 12.34 }, t)).toEqual([
      '1,234 + 56 tokens',
      'first word after 320 ms',
      '12 tokens/s',
    ])
    expect(formatUsage({ ...usage, firstTokenMs: 2450, tokensPerSecond: 3.149 }, t).slice(1)).toEqual([
      'first word after 2.5 s',
      '3.1 tokens/s',
    ])
  })

  test('leaves out what was not measured', () => {
    expect(formatUsage({ ...usage, completionTokens: 1 }, t)).toEqual(['1,234 + 1 token'])
  })
})

describe('days', () => {
  const calendar = { locale: 'en-GB', timeZone: 'Europe/Berlin' }
  const now = Date.parse('2026-11-23T12:00:00Z')

  test('are named from the reader’s midnight on, not the server’s', () => {
    expect(formatDay(Date.parse('2026-11-22T23:30:00Z'), now, calendar)).toBe('Today')
    expect(formatDay(Date.parse('2026-11-22T22:30:00Z'), now, calendar)).toBe('Yesterday')
  })

  test('further back have a date, with a year when it is another', () => {
    expect(formatDay(Date.parse('2026-11-19T12:00:00Z'), now, calendar)).toBe('Thursday 19 November')
    expect(formatDay(Date.parse('2025-11-19T12:00:00Z'), now, calendar)).toBe('Wednesday, 19 November 2025')
    expect(formatTimeOfDay(Date.parse('2026-11-23T12:05:00Z'), calendar)).toBe('13:05')
  })
})

describe('texts', () => {
  test('names are filled in, and a text that holds braces is not filled again', () => {
    expect(t('chat.messageTo', { name: '{count}' })).toBe('Message {count}')
  })

  test('a number chooses its plural', () => {
    expect(t('account.parallelText', { count: 1 })).toBe('1 conversation')
    expect(t('account.parallelText', { count: 4 })).toBe('4 conversations')
  })
})

describe('companions', () => {
  test('languages are listed by their own names', () => {
    expect(nameOfLanguage('de')).toBe('Deutsch')
    expect(nameOfLanguage('not a tag')).toBe('not a tag')
    for (const tag of companionLanguages) expect(nameOfLanguage(tag)).not.toBe(tag)
  })

  test('a language is meant by its tag or its name, and by nothing else', () => {
    expect(['de', 'PT-br', 'de_AT', 'Deutsch', 'german', ' français '].map(languageMeant)).toEqual([
      'de',
      'pt-BR',
      'de-AT',
      'de',
      'de',
      'fr',
    ])
    for (const text of ['', 'klingonish', 'not a tag', 'qq', 'e']) expect(languageMeant(text)).toBeUndefined()
  })

  test('starters are whole, and differ', () => {
    expect(new Set(starterCompanions.map(({ name }) => name)).size).toBe(starterCompanions.length)
    for (const { name, personality, greeting, tagline } of starterCompanions)
      for (const text of [name, personality, greeting, tagline]) expect(text.trim()).not.toBe('')
  })
})
