import { expect, test } from 'bun:test'
import { whatEnterDoes } from './enter-key.ts'

const enter = { key: 'Enter', shiftKey: false, altKey: false, isComposing: false, keyCode: 13 }

test('an input method’s Enter takes the word and sends nothing', () => {
  expect(whatEnterDoes({ ...enter, isComposing: true }, false)).toBe('nothing')
  expect(whatEnterDoes({ ...enter, keyCode: 229 }, false)).toBe('nothing')
})

test('Shift+Enter and other keys send nothing, nor does Enter on a touch keyboard', () => {
  expect(whatEnterDoes({ ...enter, shiftKey: true }, false)).toBe('nothing')
  expect(whatEnterDoes({ ...enter, key: 'a' }, false)).toBe('nothing')
  expect(whatEnterDoes(enter, true)).toBe('nothing')
})

test('Enter sends', () => {
  expect(whatEnterDoes(enter, false)).toBe('send')
})
