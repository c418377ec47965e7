import { describe, expect, test } from 'bun:test'
import { createAnswerText } from './answer-text.ts'

/** The pieces that are shown when the bytes of `text` come in chunks of `size`. */
function show(text: string, stop: readonly string[], size = 1) {
  const bytes = new TextEncoder().encode(text)
  const answer = createAnswerText(stop)
  let shown = ''
  for (let at = 0; at < bytes.length; at += size) {
    const piece = answer.push(bytes.subarray(at, at + size))
    shown += piece.text
    if (piece.stopped) return { shown, stopped: true }
  }
  const rest = answer.end()
  return { shown: shown + rest.text, stopped: rest.stopped }
}

describe('the text of an answer', () => {
  for (const size of [1, 2, 3, 7, 100]) {
    test(`is whole when it comes in pieces of ${size} bytes`, () => {
      const text = 'Héllo 😀 – <b> < thinking> 日本'
      expect(show(text, [], size)).toEqual({ shown: text, stopped: false })
    })

    test(`is without thoughts when it comes in pieces of ${size} bytes`, () => {
      expect(show('\n<think>\nHm < </thin> 😀\n</think>\n\nHello', [], size).shown).toBe('Hello')
    })

    test(`ends before a stop string when it comes in pieces of ${size} bytes`, () => {
      expect(show('Hello\nUser: more', ['\nUser:', '###'], size)).toEqual({ shown: 'Hello', stopped: true })
    })
  }

  test('ends before the first of several stop strings', () => {
    expect(show('one two three', ['three', 'two'], 100)).toEqual({ shown: 'one ', stopped: true })
  })

  test('shows what only looked like the beginning of a stop string', () => {
    expect(show('Hello\nUse', ['\nUser:'])).toEqual({ shown: 'Hello\nUse', stopped: false })
  })

  test('may stop inside itself: a repeated beginning is not overlooked', () => {
    expect(show('aaab', ['aab'])).toEqual({ shown: 'a', stopped: true })
  })

  test('is nothing when the thoughts never end', () => {
    expect(show('<think>for ever', []).shown).toBe('')
  })

  test('keeps <think> that does not begin it', () => {
    expect(show('I write <think> here</think>', []).shown).toBe('I write <think> here</think>')
  })

  test('is not stopped by an empty stop string', () => {
    expect(show('Hello', [''])).toEqual({ shown: 'Hello', stopped: false })
  })

  test('looks for stop strings in what is shown, not in thoughts', () => {
    expect(show('<think>User:</think>Hello', ['User:'])).toEqual({ shown: 'Hello', stopped: false })
  })
})
