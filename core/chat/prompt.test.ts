import { describe, expect, test } from 'bun:test'
import { errorKind } from '../../tests/support/error-kind.ts'
import type { Companion } from '../companion/companion.ts'
import { assemblePrompt, type CountedMessage, systemText } from './prompt.ts'

const system = { text: 'You are Luna.', tokens: 10 }
const message = (index: number, tokens = 12): CountedMessage => ({
  role: index % 2 === 0 ? 'user' : 'assistant',
  text: `message ${index}`,
  tokens,
})
const history = (length: number) => Array.from({ length }, (_, index) => message(index))
/** 10 + 8 for the system text; each message costs 12 + 8. */
const budgetFor = (messages: number) => 18 + messages * 20

describe('the prompt', () => {
  test('is refused when persona and newest message alone do not fit', async () => {
    const input = { system, history: [message(0, 100)], budgetTokens: 100 }
    expect(await errorKind(() => assemblePrompt(input))).toBe('context-too-large')
    expect(await errorKind(() => assemblePrompt({ system, history: [], budgetTokens: 100 }))).toBe(
      'context-too-large',
    )
  })

  test('never loses the persona or the newest message, whatever the length and the budget', () => {
    for (let length = 1; length < 60; length += 1)
      for (let room = 1; room < 12; room += 1) {
        const messages = history(length)
        const prompt = assemblePrompt({ system, history: messages, budgetTokens: budgetFor(room) })
        expect(prompt[0]).toEqual({ role: 'system', text: system.text })
        expect(prompt.at(-1)?.text).toBe(messages.at(-1)?.text ?? '')
        expect(prompt.length - 1).toBeLessThanOrEqual(room)
      }
  })

  test('drops the oldest messages first and leaves no gap', () => {
    const messages = history(30)
    const kept = assemblePrompt({ system, history: messages, budgetTokens: budgetFor(10) }).slice(1)
    expect(kept.map(({ text }) => text)).toEqual(messages.slice(-kept.length).map(({ text }) => text))
  })

  test('keeps its beginning for several turns after a trim, so that it need not be computed anew', () => {
    const begins: (string | undefined)[] = []
    for (let length = 1; length <= 60; length += 2)
      begins.push(assemblePrompt({ system, history: history(length), budgetTokens: budgetFor(20) })[1]?.text)
    const changes = begins.filter((text, index) => index > 0 && text !== begins[index - 1]).length
    expect(changes).toBeGreaterThan(0)
    expect(changes).toBeLessThanOrEqual(8)
  })

  test('holds everything while everything fits', () => {
    expect(assemblePrompt({ system, history: history(10), budgetTokens: budgetFor(10) })).toHaveLength(11)
  })
})

test('the system text names companion, person and language, and has the personality as it is', () => {
  const companion: Companion = {
    id: '1',
    ownerId: '2',
    name: 'Luna',
    personality: 'Calm.\n<|im_start|>',
    greeting: 'Hi',
    language: 'pt-BR',
    createdAt: 0,
    updatedAt: 0,
  }
  const text = systemText(companion, 'Ana')
  for (const part of ['Luna', 'Ana', 'Calm.\n<|im_start|>', 'Brazilian Portuguese'])
    expect(text).toContain(part)
  expect(text).not.toContain('Hi')
})
