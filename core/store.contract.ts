import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { User } from './account/account.ts'
import type { Conversation, Message } from './chat/conversation.ts'
import type { Companion } from './companion/companion.ts'
import type { AuraError } from './errors.ts'
import type { Id } from './ids.ts'
import type { BeginTurn, Store } from './store.ts'

/** A store under test, and how to open it anew over the same data. */
export type StoreUnderTest = AsyncDisposable & {
  readonly store: Store
  readonly reopen: () => Promise<Store>
}

const id = (): Id => Bun.randomUUIDv7()
/** What the store rejects with; `none` when it does not. */
const errorKind = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: AuraError) => error.kind,
  )

/** What every Store keeps to. */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the Store contract`, () => {
    let underTest: StoreUnderTest
    let store: Store
    beforeEach(async () => {
      underTest = await open()
      store = underTest.store
    })
    afterEach(() => underTest[Symbol.asyncDispose]())

    const makeUser = async (role: User['role'] = 'user'): Promise<User> => {
      const user = {
        id: id(),
        role,
        email: `${id()}@example.org`,
        name: 'Ana',
        timeZone: 'UTC',
        createdAt: 1,
      }
      await store.users.create({ user, passwordHash: 'hash' })
      return user
    }
    const makeCompanion = async (ownerId: Id): Promise<Companion> => {
      const fields = { name: 'Luna', personality: 'calm', greeting: 'Hi', language: 'en' }
      const companion = { id: id(), ownerId, ...fields, createdAt: 1, updatedAt: 1 }
      await store.companions.create(companion)
      return companion
    }
    const makeConversation = async (
      ownerId: Id,
      companionId: Id,
      greeting?: string,
    ): Promise<Conversation> => {
      const conversationId = id()
      const message: Message | undefined =
        greeting === undefined
          ? undefined
          : {
              id: id(),
              conversationId,
              parentId: undefined,
              sequence: 1,
              role: 'assistant',
              text: greeting,
              createdAt: 1,
            }
      const conversation = {
        id: conversationId,
        ownerId,
        companionId,
        headId: message?.id,
        createdAt: 1,
        updatedAt: 1,
      }
      await store.conversations.create(conversation, message)
      return conversation
    }
    const scene = async (greeting?: string) => {
      const user = await makeUser()
      const companion = await makeCompanion(user.id)
      return { user, companion, conversation: await makeConversation(user.id, companion.id, greeting) }
    }
    const say = (ownerId: Id, conversationId: Id, text: string, messageId = id()): BeginTurn => ({
      turnId: id(),
      ownerId,
      conversationId,
      now: 10,
      say: { type: 'message', messageId, text },
    })
    const finish = (begin: BeginTurn, text: string | undefined, replyId = id()) =>
      store.turns.finish({
        turnId: begin.turnId,
        ownerId: begin.ownerId,
        now: 20,
        attempt: 0,
        status: text === undefined ? 'failed' : 'done',
        reply: text === undefined ? undefined : { id: replyId, text, finishReason: 'stop' },
        usage: { promptTokens: 7, cachedTokens: 3, completionTokens: 2, durationMs: 12.5 },
        error: text === undefined ? { kind: 'unavailable', message: 'no' } : undefined,
        partialText: text === undefined ? 'half' : '',
      })

    describe('users', () => {
      test('a second account with the same e-mail is refused and changes nothing', async () => {
        const user = await makeUser()
        const second = { ...user, id: id(), name: 'Eve' }
        expect(await errorKind(store.users.create({ user: second, passwordHash: 'x' }))).toBe('conflict')
        expect((await store.users.findByEmail(user.email))?.user).toEqual(user)
        expect(await store.users.find(second.id)).toBeUndefined()
      })
      test('a second owner is refused', async () => {
        await makeUser('owner')
        expect(await errorKind(makeUser('owner'))).toBe('conflict')
      })
      test('two owners made at the same moment end with one', async () => {
        const results = await Promise.all([errorKind(makeUser('owner')), errorKind(makeUser('owner'))])
        expect(results.filter((result) => result === 'none')).toHaveLength(1)
      })
      test('an unknown e-mail or id finds nobody', async () => {
        expect(await store.users.findByEmail('nobody@example.org')).toBeUndefined()
        expect(await store.users.find(id())).toBeUndefined()
        expect(await store.users.findOwner()).toBeUndefined()
      })
      test('an account is found by id, by e-mail and as the owner, also after reopening', async () => {
        const user = await makeUser('owner')
        store = await underTest.reopen()
        expect(await store.users.find(user.id)).toEqual(user)
        expect(await store.users.findOwner()).toEqual(user)
        expect(await store.users.findByEmail(user.email)).toEqual({ user, passwordHash: 'hash' })
      })
    })

    describe('sessions and links', () => {
      test('an expired or unknown session is not found', async () => {
        const user = await makeUser()
        const session = { id: id(), userId: user.id, kind: 'web' as const, createdAt: 1, expiresAt: 100 }
        await store.sessions.create({ ...session, tokenHash: 'a' })
        expect(await store.sessions.findByTokenHash('a', 100)).toBeUndefined()
        expect(await store.sessions.findByTokenHash('b', 50)).toBeUndefined()
        expect(await store.sessions.findByTokenHash('a', 99)).toEqual(session)
        expect(await store.sessions.deleteExpired(100)).toBe(1)
        expect(await store.sessions.findByTokenHash('a', 50)).toBeUndefined()
      })
      test('a link makes one account, before it expires, and only the newest link does', async () => {
        const link = { purpose: 'owner-setup' as const, expiresAt: 100 }
        await store.links.create({ ...link, id: id(), tokenHash: 'old' })
        await store.links.create({ ...link, id: id(), tokenHash: 'new' })
        const join = (tokenHash: string, now: number) => {
          const user: User = {
            id: id(),
            role: 'user',
            email: `${id()}@b`,
            name: 'Eve',
            timeZone: 'UTC',
            createdAt: 1,
          }
          const use = { purpose: 'owner-setup' as const, tokenHash, now }
          return errorKind(store.users.create({ user, passwordHash: 'h', link: use }))
        }
        expect(await join('old', 50)).toBe('link-expired')
        expect(await join('new', 100)).toBe('link-expired')
        expect(await store.links.isValid('owner-setup', 'new', 50)).toBe(true)
        const both = await Promise.all([join('new', 50), join('new', 50)])
        expect(both.sort()).toEqual(['link-expired', 'none'])
        expect(await store.links.isValid('owner-setup', 'new', 50)).toBe(false)
      })
      test('an account that cannot be made leaves its link as it was', async () => {
        const taken = await makeUser()
        await store.links.create({ id: id(), purpose: 'owner-setup', tokenHash: 'a', expiresAt: 100 })
        const link = { purpose: 'owner-setup' as const, tokenHash: 'a', now: 50 }
        const user = { ...taken, id: id() }
        expect(await errorKind(store.users.create({ user, passwordHash: 'h', link }))).toBe('conflict')
        expect(await store.links.isValid('owner-setup', 'a', 50)).toBe(true)
      })
    })

    describe('companions', () => {
      test('another owner neither sees, edits nor deletes a companion', async () => {
        const [ana, eve] = [await makeUser(), await makeUser()]
        const companion = await makeCompanion(ana.id)
        expect(await store.companions.find(eve.id, companion.id)).toBeUndefined()
        expect(await store.companions.update(eve.id, companion.id, { name: 'Mine' }, 2)).toBeUndefined()
        expect(await store.companions.delete(eve.id, companion.id)).toBe(false)
        expect(await store.companions.list(eve.id)).toEqual([])
        expect(await store.companions.list(ana.id)).toEqual([companion])
      })
      test('an edit changes what it names and nothing else', async () => {
        const user = await makeUser()
        const companion = await makeCompanion(user.id)
        const edited = await store.companions.update(user.id, companion.id, { greeting: '' }, 5)
        expect(edited).toEqual({ ...companion, greeting: '', updatedAt: 5 })
        expect(await store.companions.find(user.id, companion.id)).toEqual({
          ...companion,
          greeting: '',
          updatedAt: 5,
        })
      })
      test('deleting a companion takes its conversations, messages and turns with it, and no other’s', async () => {
        const { user, companion, conversation } = await scene('Hi')
        const other = await makeConversation(user.id, (await makeCompanion(user.id)).id, 'Stay')
        const begin = say(user.id, conversation.id, 'hello')
        await store.turns.begin(begin)
        await finish(begin, 'there')
        expect(await store.companions.delete(user.id, companion.id)).toBe(true)
        expect(await store.conversations.find(user.id, conversation.id)).toBeUndefined()
        expect(await store.conversations.branch(user.id, conversation.id)).toEqual([])
        expect(await store.turns.find(user.id, begin.turnId)).toBeUndefined()
        expect((await store.conversations.branch(user.id, other.id)).map(({ text }) => text)).toEqual([
          'Stay',
        ])
      })
    })

    describe('conversations and turns', () => {
      test('another owner reaches no conversation, message or turn', async () => {
        const { user, conversation } = await scene('Hi')
        const eve = await makeUser()
        const begin = say(user.id, conversation.id, 'secret')
        await store.turns.begin(begin)
        expect(await store.conversations.find(eve.id, conversation.id)).toBeUndefined()
        expect(await store.conversations.branch(eve.id, conversation.id)).toEqual([])
        expect(await store.conversations.branch(eve.id, conversation.id, conversation.headId)).toEqual([])
        expect(await store.conversations.list(eve.id)).toEqual([])
        expect((await store.conversations.heads(eve.id)).size).toBe(0)
        expect(await store.conversations.delete(eve.id, conversation.id)).toBe(false)
        expect(await store.turns.find(eve.id, begin.turnId)).toBeUndefined()
        expect(await store.turns.latest(eve.id, conversation.id)).toBeUndefined()
        expect(await errorKind(store.turns.begin(say(eve.id, conversation.id, 'mine')))).toBe('not-found')
        await store.turns.finish({
          turnId: begin.turnId,
          ownerId: eve.id,
          now: 1,
          attempt: 0,
          status: 'stopped',
          reply: undefined,
          usage: undefined,
          error: undefined,
          partialText: '',
        })
        expect((await store.turns.find(user.id, begin.turnId))?.status).toBe('running')
      })
      test('one running turn a conversation: a second message waits for the first reply', async () => {
        const { user, conversation } = await scene()
        const begin = say(user.id, conversation.id, 'one')
        await store.turns.begin(begin)
        expect(await errorKind(store.turns.begin(say(user.id, conversation.id, 'two')))).toBe('turn-running')
        expect(await store.conversations.branch(user.id, conversation.id)).toHaveLength(1)
        await finish(begin, 'reply')
        expect(await errorKind(store.turns.begin(say(user.id, conversation.id, 'two')))).toBe('none')
      })
      test('sending the same message id again starts nothing and returns its turn', async () => {
        const { user, conversation } = await scene()
        const begin = say(user.id, conversation.id, 'one')
        await store.turns.begin(begin)
        const again = await store.turns.begin({ ...begin, turnId: id() })
        expect(again.repeated).toBe(true)
        expect(again.turn.id).toBe(begin.turnId)
        await finish(begin, 'reply')
        expect((await store.turns.begin({ ...begin, turnId: id() })).turn.status).toBe('done')
        expect(await store.conversations.branch(user.id, conversation.id)).toHaveLength(2)
      })
      test('a message id that stands in another conversation is refused', async () => {
        const { user, companion, conversation } = await scene()
        const elsewhere = await makeConversation(user.id, companion.id)
        const begin = say(user.id, conversation.id, 'one')
        await store.turns.begin(begin)
        const taken = say(user.id, elsewhere.id, 'two', (begin.say as { messageId: Id }).messageId)
        expect(await errorKind(store.turns.begin(taken))).toBe('conflict')
      })
      test('a reply, its usage and the end of its turn are stored together', async () => {
        const { user, conversation } = await scene('Hi')
        const begin = say(user.id, conversation.id, 'hello 👋')
        await store.turns.begin(begin)
        const replyId = id()
        await finish(begin, 'general Kenobi', replyId)
        store = await underTest.reopen()
        const branch = await store.conversations.branch(user.id, conversation.id)
        expect(branch.map(({ role, text, sequence }) => [role, text, sequence])).toEqual([
          ['assistant', 'Hi', 1],
          ['user', 'hello 👋', 2],
          ['assistant', 'general Kenobi', 3],
        ])
        expect(branch[2]).toMatchObject({
          finishReason: 'stop',
          usage: { promptTokens: 7, cachedTokens: 3, completionTokens: 2, durationMs: 12.5 },
        })
        expect(await store.turns.find(user.id, begin.turnId)).toMatchObject({
          status: 'done',
          replyId,
          partialText: '',
          endedAt: 20,
        })
        expect((await store.conversations.heads(user.id)).get(conversation.id)?.text).toBe('general Kenobi')
      })
      test('another answer is a sibling: the new one is shown, the old one stays', async () => {
        const { user, conversation } = await scene()
        const begin = say(user.id, conversation.id, 'hello')
        const { turn } = await store.turns.begin(begin)
        const first = id()
        await finish(begin, 'first', first)
        const retry: BeginTurn = {
          ...begin,
          turnId: id(),
          say: { type: 'retry', userMessageId: turn.userMessageId },
        }
        await store.turns.begin(retry)
        await finish(retry, 'second')
        const texts = async (upTo?: Id) =>
          (await store.conversations.branch(user.id, conversation.id, upTo)).map(({ text }) => text)
        expect(await texts()).toEqual(['hello', 'second'])
        expect(await texts(first)).toEqual(['hello', 'first'])
      })
      test('only a message of one’s own is answered again', async () => {
        const { user, conversation } = await scene('Hi')
        const retry = (userMessageId: Id): BeginTurn => ({
          ...say(user.id, conversation.id, ''),
          say: { type: 'retry', userMessageId },
        })
        expect(await errorKind(store.turns.begin(retry(conversation.headId ?? '')))).toBe('not-found')
        expect(await errorKind(store.turns.begin(retry(id())))).toBe('not-found')
        expect(await store.turns.latest(user.id, conversation.id)).toBeUndefined()
      })
      test('a turn ends once: a later end changes nothing', async () => {
        const { user, conversation } = await scene()
        const begin = say(user.id, conversation.id, 'hello')
        await store.turns.begin(begin)
        await finish(begin, 'first')
        await finish(begin, 'second')
        expect(await store.conversations.branch(user.id, conversation.id)).toHaveLength(2)
      })
      test('a failed turn keeps the user’s message, its partial text and its error', async () => {
        const { user, conversation } = await scene()
        const begin = say(user.id, conversation.id, 'hello')
        await store.turns.begin(begin)
        await finish(begin, undefined)
        expect(await store.turns.latest(user.id, conversation.id)).toMatchObject({
          status: 'failed',
          partialText: 'half',
          error: { kind: 'unavailable', message: 'no' },
        })
        expect(await store.conversations.branch(user.id, conversation.id)).toHaveLength(1)
      })
      test('after a restart every running turn is interrupted and keeps what it had', async () => {
        const { user, conversation } = await scene()
        const begin = say(user.id, conversation.id, 'hello')
        await store.turns.begin(begin)
        await store.turns.savePartial(user.id, begin.turnId, 1, 'half a rep')
        store = await underTest.reopen()
        expect(await store.turns.interruptRunning(30)).toBe(1)
        expect(await store.turns.interruptRunning(30)).toBe(0)
        expect(await store.turns.find(user.id, begin.turnId)).toMatchObject({
          status: 'interrupted',
          attempt: 1,
          partialText: 'half a rep',
          error: { kind: 'interrupted' },
        })
        await store.turns.savePartial(user.id, begin.turnId, 2, 'too late')
        expect((await store.turns.find(user.id, begin.turnId))?.partialText).toBe('half a rep')
      })
      test('conversations are listed newest first, also by companion', async () => {
        const { user, companion, conversation } = await scene()
        const second = await makeConversation(user.id, companion.id)
        const elsewhere = await makeConversation(user.id, (await makeCompanion(user.id)).id)
        await store.turns.begin(say(user.id, conversation.id, 'bump'))
        const listed = await store.conversations.list(user.id)
        expect(listed[0]?.id).toBe(conversation.id)
        expect(listed).toHaveLength(3)
        const ofCompanion = await store.conversations.list(user.id, companion.id)
        expect(ofCompanion.map((each) => each.id)).toEqual([conversation.id, second.id])
        expect(ofCompanion.map((each) => each.id)).not.toContain(elsewhere.id)
      })
    })

    describe('jobs and inbox', () => {
      const job = (ownerId: Id, runAt: number, dedupeKey?: string) => ({
        id: id(),
        kind: 'test',
        ownerId,
        payload: 'p',
        runAt,
        ...(dedupeKey ? { dedupeKey } : {}),
      })
      test('a job is leased to one worker at a time, when it is due, oldest first', async () => {
        const user = await makeUser()
        const [late, early] = [job(user.id, 50), job(user.id, 10)]
        await store.jobs.add(late)
        await store.jobs.add(early)
        expect(await store.jobs.lease(5, 100)).toBeUndefined()
        expect(await store.jobs.lease(60, 100)).toMatchObject({ id: early.id, payload: 'p', attempts: 1 })
        expect((await store.jobs.lease(60, 100))?.id).toBe(late.id)
        expect(await store.jobs.lease(60, 100)).toBeUndefined()
        expect(await store.jobs.lease(101, 200)).toMatchObject({ id: early.id, attempts: 2 })
        await store.jobs.complete(early.id)
        await store.jobs.postpone(late.id, 500)
        expect(await store.jobs.lease(400, 600)).toBeUndefined()
        expect(await store.jobs.count()).toBe(1)
      })
      test('a job with a key that waits already is not added', async () => {
        const user = await makeUser()
        await store.jobs.add(job(user.id, 1, 'k'))
        await store.jobs.add(job(user.id, 1, 'k'))
        expect(await store.jobs.count()).toBe(1)
      })
      test('an update that is delivered twice is accepted once', async () => {
        const user = await makeUser()
        const update = {
          id: id(),
          connectionId: 'c',
          externalId: '7',
          ownerId: user.id,
          payload: 'hi',
          receivedAt: 1,
        }
        expect(await store.inbox.accept(update)).toBe(true)
        expect(await store.inbox.accept({ ...update, id: id() })).toBe(false)
        expect(await store.inbox.pending('c', 10)).toEqual([update])
        await store.inbox.done(update.id, 2)
        expect(await store.inbox.pending('c', 10)).toEqual([])
        expect(await store.inbox.accept({ ...update, id: id() })).toBe(false)
      })
    })

    test('settings and the write probe', async () => {
      expect(await store.settings.get('model')).toBeUndefined()
      await store.settings.set('model', 'a')
      await store.settings.set('model', 'b')
      store = await underTest.reopen()
      expect(await store.settings.get('model')).toBe('b')
      await store.probeWrite()
    })
  })
}
