import { describe, expect, test } from 'bun:test'
import type {
  ConversationDetailJson,
  FollowedEvent,
  MessageJson,
  TurnJson,
} from '../../../core/http/client.ts'
import { accepted, type Outgoing, retried, type Thread, threadOf, withEvents, withKnown } from './thread.ts'

const at = { attempt: 0, offset: 0 }
const say = (text: string): FollowedEvent => ({ type: 'delta', text, at })
const usage = { promptTokens: 3, cachedTokens: 0, completionTokens: 2, durationMs: 10 }

function message(id: string, role: MessageJson['role'], sequence: number): MessageJson {
  return { id, parentId: null, sequence, role, text: id, createdAt: 1, finishReason: null, usage: null }
}

const messages = [message('hello', 'assistant', 1), message('question', 'user', 2)]

function turn(status: TurnJson['status'], more: Partial<TurnJson> = {}): TurnJson {
  return { id: 't1', userMessageId: 'question', replyId: null, status, partialText: '', error: null, ...more }
}

function detail(more: Partial<ConversationDetailJson> = {}): ConversationDetailJson {
  return { id: 'c1', companionId: 'luna', createdAt: 1, updatedAt: 1, messages, turn: null, ...more }
}

const ids = (thread: Thread) => thread.messages.map(({ id }) => id)

describe('a conversation as the server tells it', () => {
  test('a running turn is followed from its start, and an older reply to the same message is out of sight', () => {
    const thread = threadOf(
      detail({ messages: [...messages, message('old reply', 'assistant', 3)], turn: turn('running') }),
      undefined,
    )
    expect(ids(thread)).toEqual(['hello', 'question'])
    expect(thread.live).toMatchObject({ turnId: 't1', userMessageId: 'question', text: '' })
  })

  test.each(['failed', 'interrupted', 'stopped'] as const)(
    'a turn that %s without a reply says so',
    (status) => {
      const error = { kind: 'interrupted', message: 'Restarted.' } as const
      const thread = threadOf(detail({ turn: turn(status, { partialText: 'I was', error }) }), undefined)
      expect(thread.live).toBeUndefined()
      expect(thread.ended).toEqual({
        turnId: 't1',
        userMessageId: 'question',
        status,
        partialText: 'I was',
        error,
      })
    },
  )

  test.each(['done', 'stopped'] as const)('a turn that is %s with a reply needs no word', (status) => {
    const thread = threadOf(detail({ turn: turn(status, { replyId: 'r' }) }), undefined)
    expect(thread.ended).toBeUndefined()
    expect(thread.live).toBeUndefined()
  })

  test('a message that the server has after all is not shown twice', () => {
    const outgoing: Outgoing = { id: 'question', text: 'question', createdAt: 1, state: 'sending' }
    expect(threadOf(detail(), outgoing).outgoing).toBeUndefined()
    expect(threadOf(detail(), { ...outgoing, id: 'other' }).outgoing?.id).toBe('other')
  })
})

test('loaded again, messages that have not changed are the same objects, and others are not', () => {
  const before = threadOf(detail(), undefined)
  const changed = { ...message('question', 'user', 2), createdAt: 7 }
  const again = withKnown(
    threadOf(detail({ messages: [message('hello', 'assistant', 1), changed] }), undefined),
    [...before.messages],
  )
  expect(again.messages[0]).toBe(before.messages[0] as MessageJson)
  expect(again.messages[1]).toBe(changed)
})

describe('a reply', () => {
  const outgoing: Outgoing = { id: 'm3', text: 'And now?', createdAt: 9, state: 'sending' }
  const sent = accepted(threadOf(detail({ turn: turn('failed') }), outgoing), 't2')

  test('begins when the server took the message, and ends what the last turn said', () => {
    expect(ids(sent)).toEqual(['hello', 'question', 'm3'])
    expect(sent).toMatchObject({ outgoing: undefined, ended: undefined, live: { turnId: 't2' } })
    expect(sent.messages.at(-1)).toMatchObject({ role: 'user', sequence: 3, createdAt: 9 })
  })

  test('grows by its words, forgets them when it starts over, and becomes a message', () => {
    const queued = withEvents(sent, [{ type: 'queued', position: 2, at }], 20)
    expect(queued.live?.queuePosition).toBe(2)
    const grown = withEvents(queued, [say('Hel'), { type: 'reset', at }, say('Hi '), say('there')], 20)
    expect(grown.live).toMatchObject({ text: 'Hi there', queuePosition: undefined })
    const done = withEvents(
      grown,
      [{ type: 'done', status: 'done', messageId: 'r3', finishReason: 'stop', usage, at }],
      20,
    )
    expect(done.live).toBeUndefined()
    expect(done.messages.at(-1)).toEqual({
      id: 'r3',
      parentId: 'm3',
      sequence: 4,
      role: 'assistant',
      text: 'Hi there',
      createdAt: 20,
      finishReason: 'stop',
      usage,
    })
  })

  test('that fails keeps what was said and why it ended', () => {
    const error = { kind: 'runtime-unavailable', message: 'Gone.' } as const
    const failed = withEvents(sent, [say('I was'), { type: 'done', status: 'failed', error, at }], 20)
    expect(ids(failed)).toEqual(['hello', 'question', 'm3'])
    expect(failed.ended).toMatchObject({ status: 'failed', partialText: 'I was', error, userMessageId: 'm3' })
  })

  test('that was stopped before the first word is no failure', () => {
    const stopped = withEvents(sent, [{ type: 'done', status: 'stopped', at }], 20)
    expect(stopped.ended).toMatchObject({ status: 'stopped', error: undefined })
  })

  test('made anew puts the earlier one out of sight', () => {
    const before = threadOf(
      detail({
        messages: [...messages, message('old reply', 'assistant', 3)],
        turn: turn('done', { replyId: 'r' }),
      }),
      undefined,
    )
    const again = retried(before, 't9', 'question')
    expect(ids(again)).toEqual(['hello', 'question'])
    expect(again.live).toMatchObject({ turnId: 't9', userMessageId: 'question' })
  })

  test('events change nothing when no reply is being made', () => {
    const still = threadOf(detail(), undefined)
    expect(withEvents(still, [say('x')], 20)).toBe(still)
  })
})
