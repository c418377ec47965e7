import { describe, expect, test } from 'bun:test'
import type { ConversationDetailJson, TurnEvent, TurnJson } from '../../../core/http/client.ts'
import { type ChatChange, type ChatState, chatAfter, lastUserMessage, openedChat } from './chat-state.ts'

const user = { id: 'u1', role: 'user', text: 'Hello', finishReason: null } as const
const greeting = { id: 'g', role: 'assistant', text: 'Hi.', finishReason: null } as const
const error = { kind: 'unavailable', message: 'It broke.' } as const

function detail(
  turn: Partial<TurnJson> | null,
  ids: readonly string[] = ['g', 'u1'],
): ConversationDetailJson {
  const full = { parentId: null, sequence: 1, createdAt: 0, usage: null }
  return {
    id: 'c',
    companionId: 'k',
    createdAt: 0,
    updatedAt: 0,
    messages: [greeting, user]
      .filter(({ id }) => ids.includes(id))
      .map((message) => ({ ...message, ...full })),
    turn: turn && {
      id: 't',
      userMessageId: 'u1',
      replyId: null,
      status: 'running',
      partialText: '',
      error: null,
      ...turn,
    },
  }
}

const after = (state: ChatState, ...changes: ChatChange[]) => changes.reduce(chatAfter, state)
const turn = (event: TurnEvent): ChatChange => ({ type: 'turn', turnId: 't', event })
const sent = after(
  openedChat(detail(null, ['g'])),
  { type: 'sending', message: user },
  { type: 'started', turnId: 't' },
)

describe('a conversation on the screen', () => {
  test('what was said appears before the server has it', () => {
    const state = after(openedChat(detail(null, ['g'])), { type: 'sending', message: user })
    expect(state.messages).toEqual([greeting, user])
    expect(state.reply).toBe('sending')
  })

  test('a refused message is taken back and the reason is shown', () => {
    const before = openedChat(detail(null, ['g']))
    const state = after(before, { type: 'sending', message: user }, { type: 'refused', before, error })
    expect(state.messages).toEqual([greeting])
    expect(state.reply).toBeUndefined()
    expect(state.problem).toEqual({ error, canRetry: false })
  })

  test('deltas become the reply, and the reply a message', () => {
    const state = after(sent, turn({ type: 'delta', text: 'Hel' }), turn({ type: 'delta', text: 'lo' }))
    expect(state.reply).toMatchObject({ text: 'Hello' })
    const done = after(state, turn({ type: 'done', status: 'done', messageId: 'a', finishReason: 'stop' }))
    expect(done.reply).toBeUndefined()
    expect(done.messages.at(-1)).toEqual({ id: 'a', role: 'assistant', text: 'Hello', finishReason: 'stop' })
  })

  test('a reply that starts over shows nothing of the first try', () => {
    const state = after(
      sent,
      turn({ type: 'delta', text: 'Wro' }),
      turn({ type: 'reset' }),
      turn({ type: 'delta', text: 'Right' }),
    )
    expect(state.reply).toMatchObject({ text: 'Right' })
  })

  test('the place in the queue is shown until the first word', () => {
    const queued = after(sent, turn({ type: 'queued', position: 2 }))
    expect(queued.reply).toMatchObject({ ahead: 2 })
    expect(after(queued, turn({ type: 'delta', text: 'x' })).reply).toMatchObject({ ahead: 0 })
  })

  test('a failed reply keeps what was said and can be tried again', () => {
    const state = after(
      sent,
      turn({ type: 'delta', text: 'Half' }),
      turn({ type: 'done', status: 'failed', error }),
    )
    expect(state.problem).toEqual({ error, canRetry: true, kept: 'Half' })
    expect(state.messages).toEqual([greeting, user])
  })

  test('a reply that broke off stays when the next message is refused', () => {
    const broken = after(
      sent,
      turn({ type: 'delta', text: 'Half' }),
      turn({ type: 'done', status: 'failed', error }),
    )
    const next = { id: 'u2', role: 'user', text: 'And?', finishReason: null } as const
    const state = after(
      broken,
      { type: 'sending', message: next },
      { type: 'refused', before: broken, error },
    )
    expect(state.problem).toEqual({ error, canRetry: true, kept: 'Half' })
    expect(state.messages).toEqual([greeting, user])
  })

  test('another answer takes the earlier one off the screen, and gives it back when refused', () => {
    const answered = after(
      sent,
      turn({ type: 'delta', text: 'A' }),
      turn({ type: 'done', status: 'done', messageId: 'a' }),
    )
    const again = after(answered, { type: 'retrying', userMessageId: 'u1' })
    expect(again.messages).toEqual([greeting, user])
    expect(after(again, { type: 'refused', before: answered, error }).messages).toEqual(answered.messages)
  })

  test('events of a turn that is no longer shown change nothing', () => {
    const other: ChatChange = { type: 'turn', turnId: 'other', event: { type: 'delta', text: 'x' } }
    expect(after(sent, other)).toBe(sent)
    const opened = openedChat(detail(null))
    expect(after(opened, turn({ type: 'delta', text: 'x' }))).toBe(opened)
  })

  test('a conversation whose reply is being made is opened with it running', () => {
    expect(openedChat(detail({})).reply).toMatchObject({ turnId: 't', text: '' })
  })

  test('a turn that a restart ended is told, with what there is of it', () => {
    const state = openedChat(detail({ status: 'interrupted', error, partialText: 'Half' }))
    expect(state.problem).toEqual({ error, canRetry: true, kept: 'Half' })
    expect(lastUserMessage(state)?.id).toBe('u1')
  })

  test('an old error is not told once the conversation went on', () => {
    expect(openedChat(detail({ status: 'failed', error, userMessageId: 'u0' })).problem).toBeUndefined()
  })
})
