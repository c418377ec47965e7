import { type ReadonlySignal, signal } from '@preact/signals'
import { AuraError, type Client, type FollowedEvent, type ShownError } from '../../../core/http/client.ts'
import type { ConversationStore } from '../state/conversations.ts'
import type { Drafts } from '../state/drafts.ts'
import { asShown, type Loadable } from '../state/loadable.ts'
import type { ModelStore } from '../state/model.ts'
import type { OtherTabs } from '../state/other-tabs.ts'
import type { SessionStore } from '../state/session.ts'
import { perFrame } from './per-frame.ts'
import { accepted, type Outgoing, retried, type Thread, threadOf, withEvents, withKnown } from './thread.ts'

export type ThreadsDeps = {
  readonly client: Client
  readonly session: SessionStore
  readonly conversations: ConversationStore
  readonly model: ModelStore
  readonly drafts: Drafts
  readonly otherTabs: OtherTabs
  readonly newId: () => string
  readonly now: () => number
}

/** One conversation, kept true to the server while it is open. */
export type ThreadStore = {
  readonly state: ReadonlySignal<Loadable<Thread>>
  /** Why the last thing that was asked for did not happen; undefined when it did. */
  readonly refusal: ReadonlySignal<ShownError | undefined>
  /** True while the reply goes on but the connection to it is broken. */
  readonly isRejoining: ReadonlySignal<boolean>
  /** Loads it and follows the reply that is being made. Returns what ends that. */
  readonly open: () => () => void
  readonly load: () => Promise<void>
  readonly send: (text: string) => Promise<void>
  /** Sends the message again that was not sent. */
  readonly sendAgain: () => Promise<void>
  readonly discardOutgoing: () => void
  /** Puts the text of a stored message before what is being written; the message stays. */
  readonly putBack: (messageId: string) => void
  readonly tryAgain: (userMessageId: string) => Promise<void>
  readonly stop: () => Promise<void>
}

export type Threads = {
  readonly get: (conversationId: string) => ThreadStore
  readonly forget: (conversationId: string) => void
  /** Loads what is open once more. */
  readonly refresh: () => void
}

export function createThreads(deps: ThreadsDeps): Threads {
  const threads = new Map<string, ThreadStore>()
  const open = new Set<ThreadStore>()
  deps.otherTabs.listen((conversationId) => {
    void deps.conversations.load()
    for (const thread of open) if (thread === threads.get(conversationId)) void thread.load()
  })
  return {
    get(conversationId) {
      const existing = threads.get(conversationId)
      if (existing) return existing
      const thread = createThread(deps, conversationId, open)
      threads.set(conversationId, thread)
      return thread
    },
    forget: (conversationId) => void threads.delete(conversationId),
    refresh() {
      for (const thread of open) void thread.load()
    },
  }
}

function createThread(deps: ThreadsDeps, conversationId: string, open: Set<ThreadStore>): ThreadStore {
  const { client, session, drafts } = deps
  const conversation = client.api.conversations({ id: conversationId })
  const state = signal<Loadable<Thread>>({ type: 'loading' })
  const refusal = signal<ShownError | undefined>(undefined)
  const isRejoining = signal(false)
  let following: { readonly turnId: string; readonly abort: AbortController } | undefined
  /** Counts what this page did, so that an answer of a load that began before does not undo it. */
  let version = 0

  const current = () => (state.value.type === 'ready' ? state.value.value : undefined)
  function set(thread: Thread): void {
    version += 1
    state.value = { type: 'ready', value: thread }
  }

  async function load(): Promise<void> {
    const asked = version
    try {
      const detail = await session.request(conversation.get())
      const before = current()
      if (asked !== version) return
      if (following && detail.turn?.id === following.turnId && detail.turn.status === 'running') return
      // What ended while nobody looked is loaded whole: the events of its turn are not needed.
      unfollow()
      set(withKnown(threadOf(detail, before?.outgoing), before?.messages ?? []))
      follow()
    } catch (error) {
      if (!current()) state.value = { type: 'failed', error: asShown(error) }
      else if (error instanceof AuraError && error.kind === 'not-found')
        state.value = { type: 'failed', error: asShown(error) }
    }
  }

  function unfollow(): void {
    following?.abort.abort()
    following = undefined
    isRejoining.value = false
  }

  function follow(): void {
    const turnId = current()?.live?.turnId
    if (!turnId || following?.turnId === turnId || !open.has(store)) return
    unfollow()
    following = { turnId, abort: new AbortController() }
    void followReply(turnId, following.abort.signal)
  }

  async function followReply(turnId: string, signal: AbortSignal): Promise<void> {
    const frames = perFrame<FollowedEvent>((events) => {
      const thread = current()
      if (!signal.aborted && thread?.live?.turnId === turnId) set(withEvents(thread, events, deps.now()))
    })
    try {
      for await (const event of client.followTurn(turnId, {
        signal,
        onConnection: (connection) => {
          isRejoining.value = connection === 'lost'
        },
      }))
        frames.add(event)
      frames.flush()
    } catch {
      // Refused, or the page left. A load tells how the conversation is now, or why that cannot be told.
      if (!signal.aborted) {
        following = undefined
        void load()
      }
      return
    }
    if (signal.aborted) return
    following = undefined
    isRejoining.value = false
    afterReply()
  }

  function afterReply(): void {
    const thread = current()
    void deps.conversations.load()
    deps.otherTabs.tell(conversationId)
    if (thread?.ended?.status === 'failed') void deps.model.load()
    if (thread?.outgoing?.state === 'waiting') void deliver(thread.outgoing)
  }

  async function deliver(message: Pick<Outgoing, 'id' | 'text' | 'createdAt'>): Promise<void> {
    const { id, text, createdAt } = message
    const setOutgoing = (outgoing: Outgoing | undefined) => {
      const thread = current()
      if (thread) set({ ...thread, outgoing })
    }
    refusal.value = undefined
    setOutgoing({ id, text, createdAt, state: 'sending' })
    try {
      const { turnId } = await session.request(conversation.messages.post({ id, text }))
      const thread = current()
      if (thread?.outgoing?.id === id) set(accepted(thread, turnId))
      follow()
      void deps.conversations.load()
      deps.otherTabs.tell(conversationId)
    } catch (error) {
      const kind = error instanceof AuraError ? error.kind : undefined
      if (kind === 'turn-running') {
        setOutgoing({ id, text, createdAt, state: 'waiting' })
        await load()
        // It may have ended between the refusal and the load.
        const thread = current()
        if (thread && !thread.live && thread.outgoing?.state === 'waiting')
          setOutgoing({ id, text, createdAt, state: 'failed', error: asShown(error) })
      } else if (kind === 'not-signed-in') {
        drafts.putBefore(conversationId, text)
        setOutgoing(undefined)
      } else {
        setOutgoing({ id, text, createdAt, state: 'failed', error: asShown(error) })
      }
    }
  }

  const store: ThreadStore = {
    state,
    refusal,
    isRejoining,
    load,
    open() {
      open.add(store)
      refusal.value = undefined
      void load()
      return () => {
        open.delete(store)
        unfollow()
      }
    },
    send: (text) => deliver({ id: deps.newId(), text, createdAt: deps.now() }),
    async sendAgain() {
      const outgoing = current()?.outgoing
      if (outgoing?.state === 'failed') await deliver(outgoing)
    },
    discardOutgoing() {
      const thread = current()
      if (!thread?.outgoing) return
      drafts.putBefore(conversationId, thread.outgoing.text)
      set({ ...thread, outgoing: undefined })
    },
    putBack(messageId) {
      const message = current()?.messages.find(({ id }) => id === messageId)
      if (message) drafts.putBefore(conversationId, message.text)
    },
    async tryAgain(userMessageId) {
      refusal.value = undefined
      try {
        const { turnId } = await session.request(conversation.retry.post({ messageId: userMessageId }))
        const thread = current()
        if (thread) set(retried(thread, turnId, userMessageId))
        follow()
        deps.otherTabs.tell(conversationId)
      } catch (error) {
        if (error instanceof AuraError && error.kind === 'turn-running') await load()
        else refusal.value = asShown(error)
      }
    },
    async stop() {
      const thread = current()
      if (!thread?.live || thread.live.isStopping) return
      const { turnId } = thread.live
      set({ ...thread, live: { ...thread.live, isStopping: true } })
      try {
        await session.request(client.api.turns({ id: turnId }).stop.post())
      } catch (error) {
        refusal.value = asShown(error)
        const now = current()
        if (now?.live?.turnId === turnId) set({ ...now, live: { ...now.live, isStopping: false } })
      }
    },
  }
  return store
}
