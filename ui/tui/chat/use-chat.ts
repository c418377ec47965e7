import { useEffect, useEffectEvent, useReducer, useRef } from 'react'
import type { ConversationDetailJson, ShownError } from '../../../core/http/client.ts'
import { AuraError, type Client, shownError, unwrap } from '../../../core/http/client.ts'
import { type ChatState, chatAfter, isRunning, lastUserMessage, openedChat } from './chat-state.ts'

export type Chat = {
  readonly state: ChatState
  /** Says something. False when the server did not take it: the text is still the writer's. */
  readonly send: (text: string) => Promise<boolean>
  readonly stop: () => Promise<void>
  /** Another answer to the last message of the user. */
  readonly tryAgain: () => Promise<void>
}

export type ChatOptions = {
  readonly client: Client
  readonly detail: ConversationDetailJson
  readonly newId: () => string
}

/** A conversation that is followed for as long as it is on the screen; leaving it does not end the reply. */
export function useChat({ client, detail, newId }: ChatOptions): Chat {
  const [state, dispatch] = useReducer(chatAfter, detail, openedChat)
  const left = useRef(new AbortController())
  /** The last message that may or may not have arrived: said again, it keeps its id. */
  const unsure = useRef<{ readonly id: string; readonly text: string } | undefined>(undefined)
  const stopWhenStarted = useRef(false)

  async function follow(turnId: string): Promise<void> {
    const { signal } = left.current
    try {
      const events = client.followTurn(turnId, {
        signal,
        onConnection: (connection) => dispatch({ type: 'connection', isConnected: connection === 'back' }),
      })
      for await (const event of events) dispatch({ type: 'turn', turnId, event })
    } catch (error) {
      if (!signal.aborted) dispatch({ type: 'lost', turnId, error: shownProblem(error) })
    }
  }

  async function stopTurn(turnId: string): Promise<void> {
    dispatch({ type: 'stopping' })
    try {
      await unwrap(client.api.turns({ id: turnId }).stop.post())
    } catch (error) {
      dispatch({ type: 'problem', error: shownProblem(error) })
    }
  }

  async function begin(start: () => Promise<{ turnId: string }>, before: ChatState): Promise<boolean> {
    stopWhenStarted.current = false
    try {
      const { turnId } = await start()
      dispatch({ type: 'started', turnId })
      void follow(turnId)
      if (stopWhenStarted.current) await stopTurn(turnId)
      return true
    } catch (error) {
      const shown = shownProblem(error)
      dispatch({ type: 'refused', before, error: shown })
      if (shown.kind === 'turn-running') await rejoin(shown)
      return false
    }
  }

  /** Someone else (another window) has begun a reply: show it. */
  async function rejoin(because: ShownError): Promise<void> {
    try {
      const now = await unwrap(client.api.conversations({ id: detail.id }).get())
      dispatch({ type: 'opened', detail: now })
      dispatch({ type: 'problem', error: because })
      if (now.turn?.status === 'running') void follow(now.turn.id)
    } catch (error) {
      dispatch({ type: 'problem', error: shownProblem(error) })
    }
  }

  const joinRunning = useEffectEvent(() => {
    if (isRunning(state.reply)) void follow(state.reply.turnId)
  })
  useEffect(() => {
    left.current = new AbortController()
    joinRunning()
    return () => left.current.abort()
  }, [])

  return {
    state,
    async send(text) {
      const id = unsure.current?.text === text ? unsure.current.id : newId()
      unsure.current = { id, text }
      dispatch({ type: 'sending', message: { id, role: 'user', text, finishReason: null } })
      const messages = client.api.conversations({ id: detail.id }).messages
      const taken = await begin(() => unwrap(messages.post({ id, text })), state)
      if (taken) unsure.current = undefined
      return taken
    },
    async stop() {
      if (isRunning(state.reply)) return stopTurn(state.reply.turnId)
      stopWhenStarted.current = true
    },
    async tryAgain() {
      const asked = lastUserMessage(state)
      if (!asked) return
      dispatch({ type: 'retrying', userMessageId: asked.id })
      const { retry } = client.api.conversations({ id: detail.id })
      await begin(() => unwrap(retry.post({ messageId: asked.id })), state)
    },
  }
}

/** What a person may see of a fault. */
export function shownProblem(error: unknown): ShownError {
  if (error instanceof AuraError) return shownError(error)
  return {
    kind: 'unavailable',
    message: 'The server cannot be reached.',
    why: 'The connection broke.',
    fix: 'Check that `aura serve` runs, then try again.',
  }
}
