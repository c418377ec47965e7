import {
  AuraError,
  type Client,
  type CompanionJson,
  type ShownError,
  type Usage,
  unwrap,
} from '../core/http/client.ts'
import { openConversation, type WhichConversation } from '../ui/shared/open-conversation.ts'
import { withoutControls } from '../ui/tui/text/plain-text.ts'
import type { CommandContext } from './context.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'
import { followReply } from './follow-reply.ts'
import { printError } from './output.ts'

export type Question = {
  readonly client: Client
  readonly companion: CompanionJson
  readonly which: WhichConversation
  readonly text: string
  readonly newId: () => string
}

/** Says one thing and prints the reply as it is made: text, or with `--json` one event a line. Returns the exit
 * code; a reply that Ctrl+C stopped gives 130. */
export async function answerOnce(question: Question, context: CommandContext): Promise<number> {
  const { client, companion, which, text } = question
  const { id: conversationId } = await openConversation(client, companion.id, which)
  const messages = client.api.conversations({ id: conversationId }).messages
  context.signal.throwIfAborted()
  const { turnId, messageId } = await unwrap(messages.post({ id: question.newId(), text }))

  const emit = (event: object) => context.stdout(`${JSON.stringify(event)}\n`)
  const { id, name } = companion
  if (context.json) emit({ event: 'turn', turnId, conversationId, messageId, companion: { id, name } })
  let isLineOpen = false
  const done = await followReply(client, turnId, context.signal, ({ type, ...event }) => {
    if (context.json) return emit({ event: type, ...event })
    if (type === 'delta' && 'text' in event) {
      const said = withoutControls(event.text)
      isLineOpen = said === '' ? isLineOpen : !said.endsWith('\n')
      context.stdout(said)
    }
    if (type === 'reset') {
      context.stdout(isLineOpen ? '\n' : '')
      isLineOpen = false
      context.stderr('aura: the model stopped in the middle; the reply begins again\n')
    }
  })
  if (isLineOpen) context.stdout('\n')

  if (context.verbosity === 'verbose' && done.usage) context.stderr(`${usageLine(done.usage)}\n`)
  if (context.signal.aborted) return exitCode.interrupted
  if (!done.error) return exitCode.ok
  // With --json the error is in the event already.
  return context.json ? exitCodeOf[done.error.kind] : printError(context, asError(done.error))
}

function asError({ kind, message, why, fix }: ShownError): AuraError {
  return new AuraError(kind, message, { ...(why ? { why } : {}), ...(fix ? { fix } : {}) })
}

function usageLine({ promptTokens, completionTokens, firstTokenMs, tokensPerSecond }: Usage): string {
  const speed = tokensPerSecond === undefined ? '' : `, ${tokensPerSecond.toFixed(1)} tokens/s`
  const first = firstTokenMs === undefined ? '' : `, first after ${Math.round(firstTokenMs)} ms`
  return `${promptTokens} prompt tokens, ${completionTokens} tokens${first}${speed}`
}
