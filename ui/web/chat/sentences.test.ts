import { expect, test } from 'bun:test'
import { nextSentences } from './sentences.ts'

/** What is said while a text comes in pieces of so many characters. */
function heard(text: string, step: number): readonly string[] {
  const said: string[] = []
  let upTo = 0
  const listen = (part: string, hasEnded: boolean) => {
    const speech = nextSentences(part, upTo, hasEnded, 'en')
    upTo = speech.saidUpTo
    if (speech.say) said.push(speech.say)
  }
  for (let end = step; end < text.length; end += step) listen(text.slice(0, end), false)
  listen(text, true)
  return said
}

test('sentences are said whole and once, not word by word', () => {
  expect(heard('You came back. I am glad! How was it?', 1)).toEqual([
    'You came back.',
    'I am glad!',
    'How was it?',
  ])
})

test('nothing is said twice and nothing is left out, however the text comes', () => {
  const text = 'One is here. Two follows it! And the third, which is longer, ends it all.'
  for (const step of [1, 2, 5, 17, 100]) expect(heard(text, step).join(' ')).toBe(text)
})

test('the end is said even without a full stop, and marks are not', () => {
  expect(heard('Take **twenty minutes**\n- along the quay', 9).join(' ')).toBe(
    'Take twenty minutes along the quay',
  )
})

test('a language that the browser does not know is no fault', () => {
  expect(nextSentences('Hello. World', 0, false, 'xx-private').say).toBe('Hello.')
})
