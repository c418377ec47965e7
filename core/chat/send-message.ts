import type { User } from '../account/account.ts'
import { getCompanion } from '../companion/companions.ts'
import type { Deps } from '../deps.ts'
import { AuraError, errorShown } from '../errors.ts'
import type { Id } from '../ids.ts'
import type { GenerateRequest, Sampling } from '../model-runtime.ts'
import type { BeginTurn } from '../store.ts'
import { maxMessageLength, type Turn } from './conversation.ts'
import { getConversation } from './conversations.ts'
import { assemblePrompt, systemText } from './prompt.ts'

/** Most tokens of a reply; less where the context is small. */
const maxReplyTokens = 1024
/** A reply may take at most this part of the context. */
const replyPartOfContext = 0.25
/** What the template adds around the whole prompt, rounded up. */
const templateTokens = 32

const companionSampling: Sampling = { temperature: 0.7, topP: 0.8, topK: 20, minP: 0, repeatPenalty: 1 }

type SendDeps = Pick<Deps, 'store' | 'runtime' | 'turns' | 'clock' | 'newId'>

/** Stores the user's message and starts the reply. Sending the same message id again starts nothing and
 * returns the turn there is. Rejects with `turn-running` while the companion still answers. */
export async function sendMessage(
  deps: SendDeps,
  user: User,
  input: { readonly conversationId: Id; readonly messageId: Id; readonly text: string },
): Promise<Turn> {
  if (!input.text.trim())
    throw new AuraError('invalid-input', 'The message is empty.', { fix: 'Write something.' })
  if (input.text.length > maxMessageLength)
    throw new AuraError('too-large', `The message has more than ${maxMessageLength} characters.`, {
      fix: 'Send it in parts.',
    })
  return begin(deps, user, input.conversationId, {
    type: 'message',
    messageId: input.messageId,
    text: input.text,
  })
}

/** Another answer to a message of the user; the earlier answer stays as its sibling. */
export async function tryAgain(
  deps: SendDeps,
  user: User,
  input: { readonly conversationId: Id; readonly userMessageId: Id },
): Promise<Turn> {
  return begin(deps, user, input.conversationId, { type: 'retry', userMessageId: input.userMessageId })
}

async function begin(deps: SendDeps, user: User, conversationId: Id, say: BeginTurn['say']): Promise<Turn> {
  await deps.turns.settle(conversationId)
  const { turn, repeated } = await deps.store.turns.begin({
    turnId: deps.newId(),
    ownerId: user.id,
    conversationId,
    now: deps.clock.now(),
    say,
  })
  if (!repeated) deps.turns.start(turn, () => requestFor(deps, user, turn))
  return turn
}

async function requestFor(deps: SendDeps, user: User, turn: Turn): Promise<GenerateRequest> {
  const health = await deps.runtime.start()
  if (health.state !== 'ready') throw modelNotReady(health)

  const conversation = await getConversation(deps, user.id, turn.conversationId)
  const companion = await getCompanion(deps, user.id, conversation.companionId)
  const history = await deps.store.conversations.branch(user.id, turn.conversationId, turn.userMessageId)
  const system = systemText(companion, user.name)
  const [systemTokens = 0, ...historyTokens] = await deps.runtime.countTokens([
    system,
    ...history.map((message) => message.text),
  ])
  const maxTokens = Math.min(maxReplyTokens, Math.floor(health.contextLength * replyPartOfContext))
  return {
    messages: assemblePrompt({
      system: { text: system, tokens: systemTokens },
      history: history.map((message, index) => ({ ...message, tokens: historyTokens[index] ?? 0 })),
      budgetTokens: health.contextLength - maxTokens - templateTokens,
    }),
    maxTokens,
    sampling: companionSampling,
    // The companion never speaks for the person.
    stop: [`\n${user.name}:`],
    cacheKey: turn.conversationId,
    priority: 'interactive',
  }
}

function modelNotReady(
  health: Exclude<Awaited<ReturnType<Deps['runtime']['start']>>, { state: 'ready' }>,
): AuraError {
  if (health.state === 'loading')
    return new AuraError('runtime-unavailable', 'The model is still loading.', {
      fix: 'Try again in a moment.',
    })
  return errorShown(health.error)
}
