import type {
  ConversationDetailJson,
  MessageJson,
  ShownError,
  TurnEvent,
  Usage,
} from '../../../core/http/client.ts'

export type ChatMessage = Pick<MessageJson, 'id' | 'role' | 'text' | 'finishReason'>

/** The reply being made. */
export type RunningReply = {
  readonly turnId: string
  readonly text: string
  /** How many replies come before it; 0 once the model works on it. */
  readonly ahead: number
  readonly stopping: boolean
}

export type Problem = {
  readonly error: ShownError
  /** `r` makes another answer to the last message of the user. */
  readonly canRetry: boolean
  /** What there is of a reply that broke off. */
  readonly kept?: string
}

/** A conversation on the screen. */
export type ChatState = {
  readonly conversationId: string
  readonly messages: readonly ChatMessage[]
  /** `sending` until the server has told which turn answers. */
  readonly reply: RunningReply | 'sending' | undefined
  readonly problem: Problem | undefined
  readonly usage: Usage | undefined
  readonly isConnected: boolean
}

type BeforeSending = Pick<ChatState, 'messages' | 'problem'>

export type ChatChange =
  | { readonly type: 'opened'; readonly detail: ConversationDetailJson }
  | { readonly type: 'sending'; readonly message: ChatMessage }
  /** Another answer to this message of the user. */
  | { readonly type: 'retrying'; readonly userMessageId: string }
  | { readonly type: 'started'; readonly turnId: string }
  /** Nothing was started: `before` is what was shown before. */
  | { readonly type: 'refused'; readonly before: BeforeSending; readonly error: ShownError }
  | { readonly type: 'stopping' }
  | { readonly type: 'turn'; readonly turnId: string; readonly event: TurnEvent }
  /** The turn cannot be followed any more. */
  | { readonly type: 'lost'; readonly turnId: string; readonly error: ShownError }
  | { readonly type: 'connection'; readonly isConnected: boolean }
  | { readonly type: 'problem'; readonly error: ShownError }

export function openedChat(detail: ConversationDetailJson): ChatState {
  const messages = detail.messages.map(({ id, role, text, finishReason }) => ({
    id,
    role,
    text,
    finishReason,
  }))
  const { turn } = detail
  const endedBadly = turn?.error && messages.at(-1)?.id === turn.userMessageId ? turn : undefined
  return {
    conversationId: detail.id,
    messages,
    reply: turn?.status === 'running' ? { turnId: turn.id, text: '', ahead: 0, stopping: false } : undefined,
    problem: endedBadly?.error
      ? {
          error: endedBadly.error,
          canRetry: true,
          ...(endedBadly.partialText ? { kept: endedBadly.partialText } : {}),
        }
      : undefined,
    usage: detail.messages.findLast((message) => message.usage)?.usage ?? undefined,
    isConnected: true,
  }
}

export function chatAfter(state: ChatState, change: ChatChange): ChatState {
  switch (change.type) {
    case 'opened':
      return openedChat(change.detail)
    case 'sending':
      return { ...state, messages: [...state.messages, change.message], reply: 'sending', problem: undefined }
    case 'retrying': {
      const at = state.messages.findIndex((message) => message.id === change.userMessageId)
      return { ...state, messages: state.messages.slice(0, at + 1), reply: 'sending', problem: undefined }
    }
    case 'started':
      return { ...state, reply: { turnId: change.turnId, text: '', ahead: 0, stopping: false } }
    case 'refused':
      return {
        ...state,
        messages: change.before.messages,
        reply: undefined,
        problem: { ...brokenOff(change.before.problem), error: change.error },
      }
    case 'stopping':
      return isRunning(state.reply) ? { ...state, reply: { ...state.reply, stopping: true } } : state
    case 'turn':
      return isRunning(state.reply) && state.reply.turnId === change.turnId
        ? afterTurnEvent(state, state.reply, change.event)
        : state
    case 'lost':
      return isRunning(state.reply) && state.reply.turnId === change.turnId
        ? { ...state, reply: undefined, problem: problemOf(change.error, state.reply.text) }
        : state
    case 'connection':
      return { ...state, isConnected: change.isConnected }
    case 'problem':
      return { ...state, problem: { ...brokenOff(state.problem), error: change.error } }
    default:
      return change satisfies never
  }
}

function afterTurnEvent(state: ChatState, reply: RunningReply, event: TurnEvent): ChatState {
  switch (event.type) {
    case 'queued':
      return { ...state, reply: { ...reply, ahead: event.position } }
    case 'reset':
      return { ...state, reply: { ...reply, text: '' } }
    case 'delta':
      return { ...state, reply: { ...reply, ahead: 0, text: reply.text + event.text } }
    case 'done': {
      const said: ChatMessage[] = event.messageId
        ? [
            {
              id: event.messageId,
              role: 'assistant',
              text: reply.text,
              finishReason: event.finishReason ?? null,
            },
          ]
        : []
      return {
        ...state,
        messages: [...state.messages, ...said],
        reply: undefined,
        problem: event.error ? problemOf(event.error, event.messageId ? '' : reply.text) : undefined,
        usage: event.usage ?? state.usage,
      }
    }
    default:
      return event satisfies never
  }
}

function problemOf(error: ShownError, kept: string): Problem {
  return { error, canRetry: true, ...(kept ? { kept } : {}) }
}

/** What stays of an earlier problem when there is a newer one: the reply that broke off. */
function brokenOff(problem: Problem | undefined): Pick<Problem, 'canRetry' | 'kept'> {
  return { canRetry: problem?.canRetry ?? false, ...(problem?.kept ? { kept: problem.kept } : {}) }
}

export function isRunning(reply: ChatState['reply']): reply is RunningReply {
  return reply !== undefined && reply !== 'sending'
}

/** The message that another answer would answer. */
export function lastUserMessage(state: ChatState): ChatMessage | undefined {
  return state.messages.findLast((message) => message.role === 'user')
}
