import { afterEach, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { type FollowedEvent, unwrap } from '../../core/http/client.ts'
import { maxUnreadBytes } from '../../core/http/sse.ts'
import type { Script, ScriptStep } from '../../models/scripted/scripted-runtime.ts'
import { errorKind } from '../support/error-kind.ts'
import { type AuraUnderTest, type SignedUp, startAura } from '../support/start-aura.ts'

let aura: AuraUnderTest
afterEach(() => aura[Symbol.asyncDispose]())

const fields = { name: 'Luna', personality: 'calm', greeting: 'Hi, I am Luna.', language: 'en' }

async function scene(script: Script) {
  aura = await startAura({ script })
  const ana = await aura.signUp()
  const companion = await unwrap(ana.client.api.companions.post(fields))
  const conversation = await unwrap(ana.client.api.conversations.post({ companionId: companion.id }))
  return { ana, companion, conversation }
}

const say = ({ client }: SignedUp, conversationId: string, text = 'hello', id = Bun.randomUUIDv7()) =>
  unwrap(client.api.conversations({ id: conversationId }).messages.post({ id, text }))

async function follow({ client }: SignedUp, turnId: string): Promise<readonly FollowedEvent[]> {
  return Array.fromAsync(client.followTurn(turnId, { signal: new AbortController().signal }))
}
const textOf = (events: readonly FollowedEvent[]) =>
  events.map((event) => (event.type === 'delta' ? event.text : '')).join('')

const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { open: resolve, wait: { type: 'wait', until: promise } as ScriptStep }
}
const say1 = (text: string): ScriptStep => ({ type: 'say', text })

describe('a companion', () => {
  test('without a name, with too long a text or with a made-up language is refused and not stored', async () => {
    const { ana } = await scene(() => [])
    const create = (part: object) => errorKind(unwrap(ana.client.api.companions.post({ ...fields, ...part })))
    expect(await create({ name: '  ' })).toBe('invalid-input')
    expect(await create({ name: 'x'.repeat(81) })).toBe('too-large')
    expect(await create({ language: 'not a language' })).toBe('invalid-input')
    expect(await unwrap(ana.client.api.companions.get())).toHaveLength(1)
  })
  test('is listed, shown, edited and deleted with its conversations', async () => {
    const { ana, companion, conversation } = await scene(() => [])
    const one = ana.client.api.companions({ id: companion.id })
    expect(await unwrap(one.get())).toEqual(companion)
    expect(await unwrap(one.patch({ greeting: '' }))).toMatchObject({ ...fields, greeting: '' })
    await unwrap(one.delete())
    expect(await errorKind(unwrap(one.get()))).toBe('not-found')
    expect(await errorKind(unwrap(one.delete()))).toBe('not-found')
    expect(await errorKind(unwrap(ana.client.api.conversations({ id: conversation.id }).get()))).toBe(
      'not-found',
    )
  })
  test('that is deleted in mid-answer takes the running reply with it', async () => {
    const { ana, companion, conversation } = await scene(() => [say1('one '), gate().wait])
    const { turnId } = await say(ana, conversation.id)
    const reading = follow(ana, turnId)
    await unwrap(ana.client.api.companions({ id: companion.id }).delete())
    expect((await reading).at(-1)).toMatchObject({ type: 'done', status: 'stopped' })
    expect(await unwrap(ana.client.api.conversations.get({ query: {} }))).toEqual([])
  })
})

describe('a conversation', () => {
  test('begins with the greeting, streams the reply and ends it with usage', async () => {
    const { ana, conversation } = await scene(() => [say1('Good evening, **Ana**.')])
    expect(conversation.messages.map(({ text }) => text)).toEqual([fields.greeting])
    const { turnId, messageId } = await say(ana, conversation.id)
    const events = await follow(ana, turnId)
    expect(textOf(events)).toBe('Good evening, **Ana**.')
    const done = events.at(-1)
    expect(done).toMatchObject({
      type: 'done',
      status: 'done',
      finishReason: 'stop',
      usage: { promptTokens: expect.any(Number), completionTokens: 3, firstTokenMs: expect.any(Number) },
    })
    const shown = await unwrap(ana.client.api.conversations({ id: conversation.id }).get())
    expect(shown.messages.map(({ role }) => role)).toEqual(['assistant', 'user', 'assistant'])
    expect(shown.messages[2]).toMatchObject({ parentId: messageId, text: 'Good evening, **Ana**.' })
    const [listed] = await unwrap(ana.client.api.conversations.get({ query: {} }))
    expect(listed?.lastMessage).toEqual({ role: 'assistant', text: 'Good evening, **Ana**.' })
  })
  test('takes one message at a time, and the same message id once', async () => {
    const { open, wait } = gate()
    const { ana, conversation } = await scene(() => [wait, say1('ok')])
    const id = Bun.randomUUIDv7()
    const first = await say(ana, conversation.id, 'hello', id)
    expect(await errorKind(say(ana, conversation.id, 'again'))).toBe('turn-running')
    expect((await say(ana, conversation.id, 'hello', id)).turnId).toBe(first.turnId)
    open()
    await follow(ana, first.turnId)
    const shown = await unwrap(ana.client.api.conversations({ id: conversation.id }).get())
    expect(shown.messages).toHaveLength(3)
  })
  test('answers again: the new reply takes the place of the old one', async () => {
    const { ana, conversation } = await scene((_, attempt) => [say1(`answer ${attempt}`)])
    const { turnId, messageId } = await say(ana, conversation.id)
    await follow(ana, turnId)
    const again = await unwrap(
      ana.client.api.conversations({ id: conversation.id }).retry.post({ messageId }),
    )
    await follow(ana, again.turnId)
    const shown = await unwrap(ana.client.api.conversations({ id: conversation.id }).get())
    expect(shown.messages.map(({ text }) => text)).toEqual([fields.greeting, 'hello', 'answer 1'])
  })
})

describe('the events of a turn', () => {
  test('are not given for an unknown turn', async () => {
    const { ana } = await scene(() => [])
    expect(await errorKind(follow(ana, crypto.randomUUID()))).toBe('not-found')
  })

  test('are re-joined at Last-Event-ID: the rest comes, nothing twice', async () => {
    const { open, wait } = gate()
    const { ana, conversation } = await scene(() => [say1('one two '), wait, say1('three')])
    const { turnId } = await say(ana, conversation.id)
    const leave = new AbortController()
    let text = ''
    let at = ''
    for await (const event of ana.client.followTurn(turnId, { signal: leave.signal })) {
      if (event.type !== 'delta') continue
      text += event.text
      at = `${event.at.attempt}.${event.at.offset}`
      if (text.includes('two')) break
    }
    open()
    const answer = await fetch(`${aura.origin}/api/v1/turns/${turnId}/events`, {
      headers: { authorization: `Bearer ${ana.token}`, 'last-event-id': at },
    })
    expect(answer.headers.get('content-type')).toStartWith('text/event-stream')
    const body = await answer.text()
    const deltas = [...body.matchAll(/event: delta\ndata: (.*)/g)].map(
      (match) => JSON.parse(match[1] ?? '').text,
    )
    expect(text + deltas.join('')).toBe('one two three')
    expect(body).toMatch(/event: done\n/)
  })

  test('go on by themselves when the connection breaks', async () => {
    const { open, wait } = gate()
    const { ana, conversation } = await scene(() => [say1('one two '), wait, say1('three')])
    const { turnId } = await say(ana, conversation.id)
    let breaks = 0
    const flaky = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      breaks += 1
      if (breaks === 2) throw new TypeError('connection refused')
      const response = await fetch(input, init)
      if (breaks > 2 || !response.body) return response
      const reader = response.body.getReader()
      const cut = new ReadableStream<Uint8Array>({
        async pull(controller) {
          const { value } = await reader.read()
          if (value) controller.enqueue(value)
          await reader.cancel()
          controller.error(new TypeError('connection lost'))
        },
      })
      return new Response(cut, response)
    }
    const { createClient } = await import('../../core/http/client.ts')
    const client = createClient({ origin: aura.origin, token: ana.token, fetch: flaky as typeof fetch })
    const connection: string[] = []
    const events = client.followTurn(turnId, {
      signal: new AbortController().signal,
      wait: async () => open(),
      onConnection: (state) => connection.push(state),
    })
    expect(textOf(await Array.fromAsync(events))).toBe('one two three')
    expect(connection).toEqual(['lost', 'back'])
  })

  test('are the same for a second reader', async () => {
    const { open, wait } = gate()
    const { ana, conversation } = await scene(() => [say1('one '), wait, say1('two')])
    const { turnId } = await say(ana, conversation.id)
    const readers = [follow(ana, turnId), follow(ana, turnId), follow(ana, turnId)]
    open()
    for (const reader of readers) expect(textOf(await reader)).toBe('one two')
  })

  test('are cut for a reader with too much unread, who can resume; the turn is not slowed', async () => {
    // A word is a token, and a reply has at most 1,024 of them: far more than any socket buffer holds.
    const words = Array.from({ length: 1000 }, () => 'x'.repeat((maxUnreadBytes * 40) / 1000)).join(' ')
    const { ana, conversation } = await scene(() => [say1(words)])
    const { turnId } = await say(ana, conversation.id)
    const { hostname, port, host } = new URL(aura.origin)
    const socket = connect(Number(port), hostname)
    socket.pause()
    const head = `GET /api/v1/turns/${turnId}/events HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${ana.token}\r\nConnection: close\r\n\r\n`
    socket.write(head)
    await aura.daemon.deps.turns.idle()
    let received = ''
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.on('data', (data) => {
      received += data.toString('latin1')
    })
    socket.resume()
    await closed
    expect(received.includes('event: done')).toBe(false)
    const shown = await unwrap(ana.client.api.conversations({ id: conversation.id }).get())
    expect(shown.messages.at(-1)?.text === words).toBe(true)
    expect(textOf(await follow(ana, turnId)) === words).toBe(true)
  })

  test('end with "stopped" when someone stops the turn, and the conversation goes on', async () => {
    const { ana, conversation } = await scene((_, attempt) =>
      attempt === 0 ? [say1('one two '), gate().wait] : [say1('next')],
    )
    const { turnId } = await say(ana, conversation.id)
    for await (const event of ana.client.followTurn(turnId, { signal: new AbortController().signal })) {
      if (event.type === 'delta') await unwrap(ana.client.api.turns({ id: turnId }).stop.post())
      if (event.type === 'done') expect(event).toMatchObject({ status: 'stopped', finishReason: 'aborted' })
    }
    const next = await say(ana, conversation.id)
    expect(textOf(await follow(ana, next.turnId))).toBe('next')
  })
})

test('a restart in mid-answer says so, keeps the text, and the message can be answered again', async () => {
  let replies = 0
  const { ana, conversation } = await scene(() => {
    replies += 1
    return replies === 1 ? [say1('half an '), gate().wait] : [say1('whole')]
  })
  const { turnId, messageId } = await say(ana, conversation.id)
  for await (const event of ana.client.followTurn(turnId, { signal: new AbortController().signal }))
    if (event.type === 'delta') break
  await aura.restart()
  const { createClient } = await import('../../core/http/client.ts')
  const client = createClient({ origin: aura.origin, token: ana.token })
  const shown = await unwrap(client.api.conversations({ id: conversation.id }).get())
  expect(shown.turn).toMatchObject({ status: 'interrupted', error: { kind: 'interrupted' } })
  expect(shown.turn?.partialText).toContain('half')
  const again = await unwrap(client.api.conversations({ id: conversation.id }).retry.post({ messageId }))
  await Array.fromAsync(client.followTurn(again.turnId, { signal: new AbortController().signal }))
  const after = await unwrap(client.api.conversations({ id: conversation.id }).get())
  expect(after.messages.at(-1)).toMatchObject({ role: 'assistant', text: 'whole' })
})
