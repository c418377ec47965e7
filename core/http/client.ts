import { treaty } from '@elysiajs/eden'
import type { Api } from './api.ts'
import { type FollowedEvent, type FollowOptions, followTurn } from './follow-turn.ts'
import { errorOfAnswer } from './refusal.ts'

export { maxMessageLength } from '../chat/conversation.ts'
export type { TurnEvent, TurnPosition } from '../chat/turn-event.ts'
export { type CompanionFields, companionLimits } from '../companion/companion.ts'
export { AuraError, type ErrorKind, type ShownError, shownError } from '../errors.ts'
export type { RuntimeHealth, Usage } from '../model-runtime.ts'
export type { FollowedEvent } from './follow-turn.ts'
export type {
  CompanionJson,
  ConversationDetailJson,
  ConversationJson,
  ConversationListItemJson,
  MessageJson,
  TurnJson,
  UserJson,
} from './views.ts'

export type ClientOptions = {
  /** Origin of the server, such as `http://127.0.0.1:7700`. */
  readonly origin: string
  /** Session token; a browser sends its cookie instead. */
  readonly token?: string
  readonly fetch?: typeof globalThis.fetch
}

/** The typed client of the web UI and the TUI: `api` mirrors the routes under /api/v1. */
export function createClient({ origin, token, fetch = globalThis.fetch }: ClientOptions) {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  const client = treaty<Api>(origin, { headers, fetcher: fetch, parseDate: false })
  return {
    api: client.api.v1,
    /** Follows a turn to its end, re-joining by itself when the connection breaks. Ends after `done`. Throws an
     * AuraError when the server refuses or the signal aborts. */
    followTurn: (turnId: string, options: FollowOptions): AsyncGenerator<FollowedEvent> =>
      followTurn({ origin, headers, fetch }, turnId, options),
  }
}

export type Client = ReturnType<typeof createClient>

type Answer<Data> = { readonly data: Data | null; readonly error: unknown }

/** The data of an answer; throws the AuraError that the server, or a missing connection, gave. */
export async function unwrap<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error } = await call
  if (error === null || error === undefined) return data as Data
  throw errorOfAnswer((error as { value?: unknown }).value)
}
