import { createInterface } from 'node:readline'
import { errorShown } from '../core/errors.ts'
import { AuraError, type Client, type CompanionJson, unwrap } from '../core/http/client.ts'
import { openConversation, type WhichConversation } from '../ui/shared/open-conversation.ts'
import { plainLine, withoutControls } from '../ui/tui/text/plain-text.ts'
import type { CommandContext } from './context.ts'
import { exitCode } from './exit-code.ts'
import { followReply } from './follow-reply.ts'
import { refuseTooLong } from './message-length.ts'
import { printError } from './output.ts'

export type PlainChat = {
  readonly client: Client
  readonly companion: CompanionJson
  readonly which: WhichConversation
  readonly newId: () => string
  readonly lines: AsyncIterable<string> & Disposable
}

/** How much of a conversation is shown when it is continued, in messages. */
const shownBefore = 6

/** A conversation in plain lines, for terminals that cannot draw and for screen readers: nothing moves, nothing is
 * drawn over, no colour. Ends with the input (Ctrl+D) or Ctrl+C. */
export async function chatInLines(chat: PlainChat, context: CommandContext): Promise<number> {
  const { client, companion, newId } = chat
  using lines = chat.lines
  const name = plainLine(companion.name)
  const detail = await openConversation(client, companion.id, chat.which)
  const say = (text: string) => context.stdout(withoutControls(text))

  say(`${name}, AI companion. Enter sends, Ctrl+D leaves, Ctrl+C stops the reply and leaves.\n`)
  for (const { role, text } of detail.messages.slice(-shownBefore))
    say(`${role === 'user' ? 'You' : name}: ${text}\n`)
  if (detail.turn?.status === 'running') await tellReply(detail.turn.id)

  say('You: ')
  for await (const line of stoppable(lines, context.signal)) {
    if (line.trim() !== '') await ask(line)
    if (context.signal.aborted) break
    say('You: ')
  }
  say('\n')
  return context.signal.aborted ? exitCode.interrupted : exitCode.ok

  async function ask(text: string): Promise<void> {
    try {
      refuseTooLong(text)
      const { messages } = client.api.conversations({ id: detail.id })
      const { turnId } = await unwrap(messages.post({ id: newId(), text }))
      await tellReply(turnId)
    } catch (error) {
      if (!(error instanceof AuraError)) throw error
      printError(context, error)
    }
  }

  async function tellReply(turnId: string): Promise<void> {
    say(`${name}: `)
    const done = await followReply(client, turnId, context.signal, (event) => {
      if (event.type === 'delta') say(event.text)
      if (event.type === 'reset') say(`\n(The reply begins again.)\n${name}: `)
    })
    say('\n')
    if (done.error) printError(context, errorShown(done.error))
  }
}

/** The lines of standard input. */
export function inputLines(): AsyncIterable<string> & Disposable {
  const reader = createInterface({ input: process.stdin, terminal: false })
  return {
    [Symbol.asyncIterator]: () => reader[Symbol.asyncIterator](),
    [Symbol.dispose]: () => reader.close(),
  }
}

/** The lines up to the abort. */
async function* stoppable(lines: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  const stopped = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined)
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
  const iterator = lines[Symbol.asyncIterator]()
  for (;;) {
    const next = await Promise.race([iterator.next(), stopped])
    if (next === undefined || next.done) return
    yield next.value
  }
}
