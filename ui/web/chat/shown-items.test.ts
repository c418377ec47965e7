import { expect, test } from 'bun:test'
import type { MessageJson } from '../../../core/http/client.ts'
import { lastOwnMessageId, shownItems } from './shown-items.ts'

function message(id: string, role: MessageJson['role'], at: string): MessageJson {
  const createdAt = Date.parse(at)
  return { id, parentId: null, sequence: 1, role, text: '', createdAt, finishReason: null, usage: null }
}

const messages = [
  message('a', 'assistant', '2026-11-22T22:30:00Z'),
  message('b', 'user', '2026-11-22T22:50:00Z'),
  message('c', 'assistant', '2026-11-22T23:10:00Z'),
]

test('a day begins where it does for the reader, not for the server', () => {
  const types = (timeZone: string) => shownItems(messages, timeZone).map((item) => item.type)
  expect(types('UTC')).toEqual(['day', 'message', 'message', 'message'])
  expect(types('Europe/Berlin')).toEqual(['day', 'message', 'message', 'day', 'message'])
})

test('the last own message is the one that can be answered anew', () => {
  expect(lastOwnMessageId(messages)).toBe('b')
  expect(lastOwnMessageId(messages.slice(0, 1))).toBeUndefined()
})
