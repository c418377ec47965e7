import { describe, expect, test } from 'bun:test'
import { EventEmitter } from 'node:events'
import { askBackground, readAnswers } from './ask-background.ts'

const light = '\u001b]11;rgb:fbfb/f6f6/f0f0\u001b\\'
const dark = '\u001b]11;rgb:1a/14/16\u0007'
const kind = '\u001b[?62;22c'

/** A terminal that answers as told and remembers what it was asked. */
function terminal(answer: string) {
  const input = Object.assign(new EventEmitter(), {
    raw: [] as boolean[],
    typed: '',
    setRawMode(raw: boolean) {
      input.raw.push(raw)
    },
    waiting: [] as Buffer[],
    read: (): Buffer | null => input.waiting.shift() ?? null,
    unshift(chunk: Buffer) {
      input.typed += chunk.toString()
    },
  })
  const arrive = () => {
    input.waiting.push(Buffer.from(answer))
    input.emit('readable')
  }
  const output = { write: () => queueMicrotask(arrive) }
  return { input, output }
}

describe('the background', () => {
  test('is what the terminal says', () => {
    expect(readAnswers(light + kind).background).toBe('light')
    expect(readAnswers(dark + kind).background).toBe('dark')
    expect(readAnswers(kind)).toEqual({ background: 'unknown', isComplete: true, typed: '' })
    expect(readAnswers(dark).isComplete).toBe(false)
  })

  test('keys that were pressed meanwhile are not lost, and the terminal is given back', async () => {
    const { input, output } = terminal(`hi${dark}${kind}j`)
    expect(await askBackground(input, output, 60_000)).toBe('dark')
    expect(input.typed).toBe('hij')
    expect(input.raw).toEqual([true, false])
    expect(input.listenerCount('readable')).toBe(0)
  })

  test('a terminal that never answers is not waited for', async () => {
    const { input, output } = terminal('')
    expect(await askBackground(input, output, 1)).toBe('unknown')
  })
})
