import type { Companion } from '../companion/companion.ts'
import { languageName } from '../companion/language-name.ts'
import { AuraError } from '../errors.ts'
import type { PromptMessage } from '../model-runtime.ts'
import type { Message } from './conversation.ts'

/** Tokens that a chat template puts around one message, rounded up. */
const templateTokensPerMessage = 8
/** When the oldest messages must go, so many go that the rest fills this part of the budget: the prompt's
 * beginning then stays the same for many turns and need not be computed anew each time. */
const keptPartAfterTrim = 0.7

/** The part of the prompt that never changes while the companion does not: it comes first and is never trimmed. */
export function systemText(companion: Companion, userName: string): string {
  const language = languageName(companion.language) ?? companion.language
  return [
    `You are ${companion.name}, a companion who talks with ${userName}.`,
    companion.personality,
    `Answer as ${companion.name}, in ${language}. Never speak for ${userName}.`,
  ]
    .filter(Boolean)
    .join('\n\n')
}

export type CountedMessage = Pick<Message, 'role' | 'text'> & { readonly tokens: number }

/** The prompt to a token budget: the system text whole, then as much of the newest history as fits, beginning
 * where it began for the turns before as long as possible. Pure. Throws `context-too-large` when the system
 * text and the newest message alone do not fit. */
export function assemblePrompt(input: {
  readonly system: { readonly text: string; readonly tokens: number }
  /** Oldest first; the last one is what is answered. */
  readonly history: readonly CountedMessage[]
  readonly budgetTokens: number
}): readonly PromptMessage[] {
  const budget = input.budgetTokens - input.system.tokens - templateTokensPerMessage
  const cost = (message: CountedMessage) => message.tokens + templateTokensPerMessage
  const newest = input.history.at(-1)
  if (!newest || cost(newest) > budget)
    throw new AuraError('context-too-large', 'This message is too long for the model.', {
      why: 'Together with the companion’s description it does not fit into the context length of the model.',
      fix: 'Shorten the message or the companion’s personality, or ask the operator for a larger context.',
    })

  let start = 0
  let used = 0
  for (const [index, message] of input.history.entries()) {
    used += cost(message)
    if (used <= budget) continue
    while (start < index && used > Math.max(budget * keptPartAfterTrim, cost(message))) {
      used -= cost(input.history[start] as CountedMessage)
      start += 1
    }
  }
  const kept = input.history.slice(start)
  return [
    { role: 'system', text: input.system.text },
    ...kept.map((message) => ({ role: message.role, text: message.text })),
  ]
}
