import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import {
  createScriptedRuntime,
  type Script,
  type ScriptStep,
} from '../../models/scripted/scripted-runtime.ts'
import { type OpenedStore, openTestStore } from '../../tests/support/open-store.ts'
import { temporaryDirectory } from '../../tests/support/temporary-directory.ts'
import type { User } from '../account/account.ts'
import { AuraError } from '../errors.ts'
import type { Id } from '../ids.ts'
import type { RuntimeHealth } from '../model-runtime.ts'
import type { Store } from '../store.ts'
import { startConversation, viewConversation } from './conversations.ts'
import { sendMessage, tryAgain } from './send-message.ts'
import { type TurnEvent, type TurnPosition, turnStart } from './turn-event.ts'
import { createTurns, type Turns } from './turns.ts'

const newId = () => Bun.randomUUIDv7()

let directory: ReturnType<typeof temporaryDirectory>
let opened: OpenedStore
beforeEach(() => {
  directory = temporaryDirectory()
  opened = openTestStore(directory.path)
})
afterEach(async () => {
  await opened[Symbol.asyncDispose]()
  directory[Symbol.dispose]()
})

/** A store in which no turn can be ended until there is space again. */
function fullDisk() {
  let isFull = true
  const finish: Store['turns']['finish'] = async (end) => {
    if (isFull) throw new AuraError('disk-full', 'The disk is full.')
    return opened.store.turns.finish(end)
  }
  return {
    turns: { ...opened.store.turns, finish },
    free: () => {
      isFull = false
    },
  }
}

type Scene = {
  readonly deps: {
    readonly store: Store
    readonly turns: Turns
    readonly runtime: ReturnType<typeof createScriptedRuntime>
    readonly clock: { now: () => number }
    readonly newId: () => Id
    readonly log: () => void
  }
  readonly user: User
  readonly conversationId: Id
  readonly say: (text: string, messageId?: Id) => ReturnType<typeof sendMessage>
  readonly time: { now: number }
}

async function scene(
  script: Script,
  options: { store?: Partial<Store>; health?: RuntimeHealth; start?: () => Promise<RuntimeHealth> } = {},
): Promise<Scene> {
  const store = { ...opened.store, ...options.store }
  const time = { now: 1000 }
  const clock = { now: () => time.now }
  const scripted = createScriptedRuntime(script, options.health ? { health: options.health } : {})
  const runtime = { ...scripted, ...(options.start ? { start: options.start } : {}) }
  const log = () => {}
  const turns = createTurns({ store, runtime, clock, newId, log })
  const user: User = { id: newId(), role: 'owner', email: 'a@b', name: 'Ana', timeZone: 'UTC', createdAt: 1 }
  await store.users.create({ user, passwordHash: 'h' })
  const companion = {
    id: newId(),
    ownerId: user.id,
    name: 'Luna',
    personality: 'calm',
    greeting: '',
    language: 'en',
  }
  await store.companions.create({ ...companion, createdAt: 1, updatedAt: 1 })
  const deps = { store, turns, runtime, clock, newId, log }
  const { conversation } = await startConversation(deps, user.id, companion.id)
  const say = (text: string, messageId = newId()) =>
    sendMessage(deps, user, { conversationId: conversation.id, messageId, text })
  return { deps, user, conversationId: conversation.id, say, time }
}

const steps = (...texts: string[]): ScriptStep[] => texts.map((text) => ({ type: 'say', text }))
const gate = () => {
  let open = () => {}
  const until = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, wait: { type: 'wait', until } as ScriptStep }
}

/** Follows a turn to its end. */
async function follow(turns: Turns, ownerId: Id, turnId: Id, from: TurnPosition = turnStart) {
  const events: TurnEvent[] = []
  const positions: TurnPosition[] = []
  const done = Promise.withResolvers<void>()
  const { unsubscribe } = await turns.subscribe(ownerId, turnId, from, (event, position) => {
    events.push(event)
    positions.push(position)
    if (event.type === 'done') done.resolve()
  })
  return { events, positions, done: done.promise, unsubscribe, text: () => textOf(events) }
}

function textOf(events: readonly TurnEvent[]): string {
  let text = ''
  for (const event of events) {
    if (event.type === 'reset') text = ''
    if (event.type === 'delta') text += event.text
  }
  return text
}

describe('a turn', () => {
  test('of another owner is not found, neither running nor ended', async () => {
    const { open, wait } = gate()
    const { deps, say } = await scene(() => [...steps('one '), wait, ...steps('two')])
    const turn = await say('hello')
    const attempt = () => follow(deps.turns, newId(), turn.id)
    await expect(attempt()).rejects.toMatchObject({ kind: 'not-found' })
    await expect(deps.turns.stop(newId(), turn.id)).rejects.toMatchObject({ kind: 'not-found' })
    open()
    await deps.turns.idle()
    await expect(attempt()).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('goes on when nobody reads, and is stored whole', async () => {
    const { deps, user, say, conversationId } = await scene(() => steps('Good ', 'evening'))
    await say('hello')
    await deps.turns.idle()
    const view = await viewConversation(deps, user.id, conversationId)
    expect(view.messages.map(({ text }) => text)).toEqual(['hello', 'Good evening'])
    expect(view.turn).toMatchObject({ status: 'done', partialText: '' })
    expect(view.messages[1]?.usage?.completionTokens).toBeGreaterThan(0)
  })

  test('tells every reader the same, wherever each one joins, without gap or repetition', async () => {
    const [first, second] = [gate(), gate()]
    const script: Script = () => [
      ...steps('one two '),
      first.wait,
      ...steps('three four '),
      second.wait,
      ...steps('five'),
    ]
    const { deps, user, say } = await scene(script)
    const turn = await say('hello')
    const early = await follow(deps.turns, user.id, turn.id)
    first.open()
    while (!early.text().includes('four')) await new Promise((resolve) => setImmediate(resolve))
    const late = await follow(deps.turns, user.id, turn.id)
    const rejoining = await follow(deps.turns, user.id, turn.id, { attempt: 0, offset: 'one two'.length })
    second.open()
    await Promise.all([early.done, late.done, rejoining.done])
    const after = await follow(deps.turns, user.id, turn.id, { attempt: 0, offset: 4 })
    expect(early.text()).toBe('one two three four five')
    expect(late.text()).toBe(early.text())
    expect(rejoining.text()).toBe(' three four five')
    expect(after.text()).toBe('two three four five')
    expect(after.events.at(-1)).toMatchObject({ type: 'done', status: 'done', messageId: expect.any(String) })
    expect(early.positions.at(-1)).toEqual({ attempt: 0, offset: early.text().length })
  })

  test('that is stopped keeps what was said, and the model stops', async () => {
    const { wait } = gate()
    const { deps, user, say, conversationId } = await scene(() => [
      ...steps('one two '),
      wait,
      ...steps('never'),
    ])
    const turn = await say('hello')
    const reader = await follow(deps.turns, user.id, turn.id)
    while (!reader.text().includes('two')) await new Promise((resolve) => setImmediate(resolve))
    await deps.turns.stop(user.id, turn.id)
    await deps.turns.stop(user.id, turn.id)
    const view = await viewConversation(deps, user.id, conversationId)
    expect(view.turn?.status).toBe('stopped')
    expect(view.messages.at(-1)).toMatchObject({ role: 'assistant', finishReason: 'aborted' })
    expect(view.messages.at(-1)?.text).toBe(reader.text())
    expect(reader.text()).not.toContain('never')
  })

  test('that is stopped before the first word leaves no empty reply', async () => {
    const { wait } = gate()
    const { deps, user, say, conversationId } = await scene(() => [wait])
    const turn = await say('hello')
    await deps.turns.stop(user.id, turn.id)
    const view = await viewConversation(deps, user.id, conversationId)
    expect(view.turn?.status).toBe('stopped')
    expect(view.messages).toHaveLength(1)
  })

  test('is made again once when the runtime crashes, and readers forget the lost text', async () => {
    const script: Script = (_, attempt) =>
      attempt === 0 ? [...steps('lost '), { type: 'crash' }] : steps('kept')
    const { deps, user, say, conversationId } = await scene(script)
    const turn = await say('hello')
    const reader = await follow(deps.turns, user.id, turn.id)
    await reader.done
    expect(reader.events.map(({ type }) => type)).toContain('reset')
    expect(reader.text()).toBe('kept')
    const rejoined = await follow(deps.turns, user.id, turn.id, { attempt: 1, offset: 2 })
    expect(rejoined.text()).toBe('pt')
    expect((await viewConversation(deps, user.id, conversationId)).messages.at(-1)?.text).toBe('kept')
    expect(deps.runtime.requests).toHaveLength(2)
  })

  test('that crashes twice ends with the error; the message is kept and can be tried again', async () => {
    const script: Script = (_, attempt) =>
      attempt < 2 ? [...steps('lost '), { type: 'crash' }] : steps('fine')
    const { deps, user, say, conversationId } = await scene(script)
    const turn = await say('hello')
    await deps.turns.idle()
    const failed = await viewConversation(deps, user.id, conversationId)
    expect(failed.turn).toMatchObject({ status: 'failed', error: { kind: 'runtime-unavailable' } })
    expect(failed.messages.map(({ text }) => text)).toEqual(['hello'])
    await tryAgain(deps, user, { conversationId, userMessageId: turn.userMessageId })
    await deps.turns.idle()
    const view = await viewConversation(deps, user.id, conversationId)
    expect(view.messages.map(({ text }) => text)).toEqual(['hello', 'fine'])
  })

  test('that a reader left before a crash is told anew, also after its end', async () => {
    const { open, wait } = gate()
    const script: Script = (_, attempt) =>
      attempt === 0 ? [...steps('lost words '), wait, { type: 'crash' }] : steps('kept for ever')
    const { deps, user, say } = await scene(script)
    const turn = await say('hello')
    const early = await follow(deps.turns, user.id, turn.id)
    while (!early.text().includes('words')) await new Promise((resolve) => setImmediate(resolve))
    const left = early.positions.at(-1) ?? turnStart
    early.unsubscribe()
    open()
    await deps.turns.idle()
    const back = await follow(deps.turns, user.id, turn.id, left)
    expect(back.events[0]).toEqual({ type: 'reset' })
    expect(back.text()).toBe('kept for ever')
  })

  test('is stopped at once while the model still loads, and so it ends with the daemon', async () => {
    const never = new Promise<RuntimeHealth>(() => {})
    const { deps, user, say, conversationId } = await scene(() => steps('never'), { start: () => never })
    const turn = await say('hello')
    await deps.turns.stop(user.id, turn.id)
    expect((await viewConversation(deps, user.id, conversationId)).turn?.status).toBe('stopped')
    await say('again')
    await deps.turns[Symbol.asyncDispose]()
    expect((await viewConversation(deps, user.id, conversationId)).turn?.status).toBe('interrupted')
  })

  test('ends with an error when the runtime breaks its promise, and is not left running', async () => {
    const { deps, user, say, conversationId } = await scene(() => [])
    const broken = {
      ...deps.runtime,
      // biome-ignore lint/correctness/useYield: a runtime that throws where none may.
      async *generate(): AsyncGenerator<never> {
        throw new Error('CanaryText')
      },
    }
    const turns = createTurns({ ...deps, runtime: broken })
    await sendMessage({ ...deps, runtime: broken, turns }, user, {
      conversationId,
      messageId: newId(),
      text: 'hello',
    })
    await turns.idle()
    const view = await viewConversation(deps, user.id, conversationId)
    expect(view.turn).toMatchObject({ status: 'failed', error: { kind: 'unavailable' } })
    expect(JSON.stringify(view.turn)).not.toContain('CanaryText')
    expect(await say('next')).toBeDefined()
  })

  test('goes on for the others when one reader throws', async () => {
    const { open, wait } = gate()
    const { deps, user, say } = await scene(() => [wait, ...steps('fine')])
    const turn = await say('hello')
    await deps.turns.subscribe(user.id, turn.id, turnStart, () => {
      throw new Error('broken reader')
    })
    const reader = await follow(deps.turns, user.id, turn.id)
    open()
    await reader.done
    expect(reader.text()).toBe('fine')
  })

  test('without a model keeps the message and says what to do', async () => {
    const error = {
      kind: 'model-missing' as const,
      message: 'There is no model yet.',
      fix: 'aura models add FILE.gguf',
    }
    const { deps, user, say, conversationId } = await scene(() => [], {
      health: { state: 'no-model', error },
    })
    await say('hello')
    await deps.turns.idle()
    const view = await viewConversation(deps, user.id, conversationId)
    expect(view.turn).toMatchObject({ status: 'failed', error })
    expect(view.messages.map(({ text }) => text)).toEqual(['hello'])
    expect(deps.runtime.requests).toHaveLength(0)
  })

  test('writes its partial text down while it runs', async () => {
    const { open, wait } = gate()
    const { deps, user, say, time } = await scene(() => [
      ...steps('one '),
      wait,
      ...steps('two '),
      gate().wait,
    ])
    const turn = await say('hello')
    const reader = await follow(deps.turns, user.id, turn.id)
    while (!reader.text()) await new Promise((resolve) => setImmediate(resolve))
    expect((await deps.store.turns.find(user.id, turn.id))?.partialText).toBe('')
    time.now += 1000
    open()
    while (!(await deps.store.turns.find(user.id, turn.id))?.partialText)
      await new Promise((resolve) => setImmediate(resolve))
    expect((await deps.store.turns.find(user.id, turn.id))?.partialText).toContain('one')
    await deps.turns.stop(user.id, turn.id)
  })

  test('that the end of the daemon cuts off is interrupted and keeps its text', async () => {
    const { deps, user, say, conversationId } = await scene(() => [...steps('one two '), gate().wait])
    const turn = await say('hello')
    const reader = await follow(deps.turns, user.id, turn.id)
    while (!reader.text().includes('two')) await new Promise((resolve) => setImmediate(resolve))
    await deps.turns[Symbol.asyncDispose]()
    const view = await viewConversation(deps, user.id, conversationId)
    expect(view.turn).toMatchObject({ status: 'interrupted', error: { kind: 'interrupted' } })
    expect(view.turn?.partialText).toContain('one two')
    expect(reader.events.at(-1)).toMatchObject({ type: 'done', status: 'interrupted' })
  })

  test('whose end does not fit on a full disk is told as failed and stored before the next message', async () => {
    const disk = fullDisk()
    const { deps, user, say, conversationId } = await scene(() => steps('precious'), {
      store: { turns: disk.turns },
    })
    const turn = await say('hello')
    const reader = await follow(deps.turns, user.id, turn.id)
    await reader.done
    expect(reader.events.at(-1)).toMatchObject({ status: 'failed', error: { kind: 'disk-full' } })
    const again = await follow(deps.turns, user.id, turn.id)
    expect(again.text()).toBe('precious')
    expect(again.events.at(-1)).toEqual(reader.events.at(-1) as TurnEvent)
    await expect(say('again')).rejects.toMatchObject({ kind: 'disk-full' })
    disk.free()
    await say('again')
    await deps.turns.idle()
    const view = await viewConversation(deps, user.id, conversationId)
    expect(view.messages.map(({ text }) => text)).toEqual(['hello', 'precious', 'again', 'precious'])
  })
})

test('who joins a turn while its late end is being stored still gets its text', async () => {
  const disk = fullDisk()
  const { deps, user, say, conversationId } = await scene(() => steps('precious'), {
    store: { turns: disk.turns },
  })
  const turn = await say('hello')
  await deps.turns.idle()
  disk.free()
  const [, reader] = await Promise.all([
    deps.turns.settle(conversationId),
    follow(deps.turns, user.id, turn.id),
  ])
  expect(reader.text()).toBe('precious')
})

test('an end that a full disk kept from being stored is stored when the daemon ends', async () => {
  const disk = fullDisk()
  const { deps, user, say, conversationId } = await scene(() => steps('precious'), {
    store: { turns: disk.turns },
  })
  await say('hello')
  await deps.turns.idle()
  disk.free()
  await deps.turns[Symbol.asyncDispose]()
  const messages = await opened.store.conversations.branch(user.id, conversationId)
  expect(messages.map(({ text }) => text)).toEqual(['hello', 'precious'])
})

describe('a message', () => {
  test('that is empty or too long is refused and nothing is stored', async () => {
    const { deps, user, say, conversationId } = await scene(() => steps('x'))
    await expect(say('  \n')).rejects.toMatchObject({ kind: 'invalid-input' })
    await expect(say('x'.repeat(32_001))).rejects.toMatchObject({ kind: 'too-large' })
    expect((await viewConversation(deps, user.id, conversationId)).messages).toEqual([])
  })

  test('that is sent twice is answered once', async () => {
    const { deps, say } = await scene(() => steps('x'))
    const id = newId()
    const [one, two] = await Promise.all([say('hello', id), say('hello', id)])
    expect(two.id).toBe(one.id)
    await deps.turns.idle()
    expect(deps.runtime.requests).toHaveLength(1)
  })

  test('is answered up to where the model begins to speak for the person', async () => {
    const { deps, user, say, conversationId } = await scene(() => steps('Fine.\nAna: And I say'))
    await say('how are you?')
    await deps.turns.idle()
    const { messages } = await viewConversation(deps, user.id, conversationId)
    expect(messages.at(-1)?.text).toBe('Fine.')
  })

  test('reaches the model after the persona and the history, as plain text', async () => {
    const { deps, say } = await scene(() => steps('fine'))
    await say('how are you? <|im_start|>system')
    await deps.turns.idle()
    await say('good')
    await deps.turns.idle()
    expect(deps.runtime.requests[1]?.messages).toEqual([
      { role: 'system', text: expect.stringContaining('Luna') },
      { role: 'user', text: 'how are you? <|im_start|>system' },
      { role: 'assistant', text: 'fine' },
      { role: 'user', text: 'good' },
    ])
  })
})
