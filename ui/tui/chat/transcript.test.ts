import { describe, expect, test } from 'bun:test'
import type { ChatState } from './chat-state.ts'
import { createTranscript, type TranscriptRow } from './transcript.ts'

const look = { columns: 30, colors: false, light: false }
const base: ChatState = {
  conversationId: 'c',
  messages: [
    { id: 'a', role: 'assistant', text: '**Hi** there.', finishReason: null },
    { id: 'u', role: 'user', text: 'not **bold**\nand more', finishReason: null },
  ],
  reply: undefined,
  problem: undefined,
  usage: undefined,
  isConnected: true,
}
const texts = (rows: readonly TranscriptRow[]) =>
  rows.flatMap((row) => (row.type === 'text' ? [row.text] : []))

describe('the transcript', () => {
  test('shows replies as Markdown and the words of the user as they were written', () => {
    expect(texts(createTranscript()(base, look))).toEqual(['Hi there.', 'not **bold**', 'and more'])
  })

  test('shows who is thinking, with the queue, until the first word', () => {
    const transcript = createTranscript()
    expect(transcript({ ...base, reply: 'sending' }, look)).toContainEqual({ type: 'thinking', ahead: 0 })
    const queued = { turnId: 't', text: '', ahead: 3, stopping: false }
    expect(transcript({ ...base, reply: queued }, look)).toContainEqual({ type: 'thinking', ahead: 3 })
    const rows = transcript({ ...base, reply: { ...queued, text: 'so **far' } }, look)
    expect(texts(rows).at(-1)).toBe('so far')
    expect(rows.some(({ type }) => type === 'thinking')).toBe(false)
  })

  test('says how a reply ended early', () => {
    const messages = [
      { id: '1', role: 'assistant', text: 'x', finishReason: 'aborted' },
      { id: '2', role: 'assistant', text: 'y', finishReason: 'length' },
    ] as const
    const rows = createTranscript()({ ...base, messages }, look)
    expect(rows.filter(({ type }) => type === 'note')).toHaveLength(2)
  })

  test('keeps what broke off', () => {
    const problem = { error: { kind: 'unavailable', message: 'x' }, canRetry: true, kept: 'Half a' } as const
    expect(texts(createTranscript()({ ...base, problem }, look)).at(-1)).toBe('Half a')
  })

  test('renders only what changed, and all of it at another width', () => {
    const transcript = createTranscript()
    const first = transcript(base, look)
    const second = transcript({ ...base, reply: 'sending' }, look)
    expect(second[1]).toBe(first[1] as TranscriptRow)
    expect(transcript(base, { ...look, columns: 8 })[1]).not.toBe(first[1] as TranscriptRow)
  })
})
