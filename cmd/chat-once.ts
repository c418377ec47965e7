import { errorShown } from '../core/errors.ts'
import { type Client, type CompanionJson, type Usage, unwrap } from '../core/http/client.ts'
import { openConversation, type WhichConversation } from '../ui/shared/open-conversation.ts'
import { withoutControls } from '../ui/tui/text/plain-text.ts'
import type { CommandContext } from './context.ts'
import { exitCode } from './exit-code.ts'
import { followReply } from './follow-reply.ts'
import { printedError } from './output.ts'

export type Question = {
  readonly client: Client
  readonly companion: CompanionJson
  readonly which: WhichConversation
  readonly text: string
  readonly newId: () => string
}

/** Says one thing and prints the reply as it is made: text, or with `--json` one event a line, the last of which is
 * `error` when it failed. Returns the exit code; a reply that Ctrl+C stopped gives 130. */
export async function answerOnce(question: Question, context: CommandContext): Promise<number> {
  const { client, companion, which, text } = question
  const { id: conversationId } = await openConversation(client, companion.id, which)
  const messages = client.api.conversations({ id: conversationId }).messages
  context.signal.throwIfAborted()
  const { turnId, messageId } = await unwrap(messages.post({ id: question.newId(), text }))

  const emit = (event: object) => context.stdout(`${JSON.stringify(event)}\n`)
  const { id, name } = companion
  if (context.json) emit({ event: 'turn', turnId, conversationId, messageId, companion: { id, name } })
  const fail = (error: unknown): number => {
    if (!context.json) throw error
    const printed = printedError(error)
    emit({ event: 'error', error: printed })
    return printed.exit
  }
  let isLineOpen = false
  const ended = await followReply(client, turnId, context.signal, ({ type, ...event }) => {
    if (context.json) return emit({ event: type, ...event, error: undefined })
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
  }).catch((failure: unknown) => ({ failure }))
  if (isLineOpen) context.stdout('\n')
  if ('failure' in ended) return fail(ended.failure)

  if (context.verbosity === 'verbose' && ended.usage) context.stderr(`${usageLine(ended.usage)}\n`)
  if (context.signal.aborted) return exitCode.interrupted
  if (!ended.error) return exitCode.ok
  return fail(errorShown(ended.error))
}

function usageLine({ promptTokens, completionTokens, firstTokenMs, tokensPerSecond }: Usage): string {
  const speed = tokensPerSecond === undefined ? '' : `, ${tokensPerSecond.toFixed(1)} tokens/s`
  const first = firstTokenMs === undefined ? '' : `, first after ${Math.round(firstTokenMs)} ms`
  return `${promptTokens} prompt tokens, ${completionTokens} tokens${first}${speed}`
}
