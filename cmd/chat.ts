import { systemClock } from '../core/clock.ts'
import { AuraError, type CompanionJson, unwrap } from '../core/http/client.ts'
import type { Log } from '../core/log.ts'
import type { WhichConversation } from '../ui/shared/open-conversation.ts'
import { localeLanguage } from './chat-language.ts'
import { answerOnce } from './chat-once.ts'
import { chatInLines, inputLines } from './chat-plain.ts'
import type { CommandContext } from './context.ts'
import { systemPorts } from './deps.ts'
import { exitCode } from './exit-code.ts'
import { connectLocalDaemon } from './local-daemon.ts'
import { createLog } from './log.ts'
import { refuseTooLong } from './message-length.ts'
import { pickCompanion } from './pick-companion.ts'

export type ChatOptions = {
  /** Name or id. */
  readonly companion?: string
  /** Answered once, without a screen; `-` reads standard input. */
  readonly message?: string
  readonly new?: boolean
  readonly continue?: boolean
  /** Lines instead of screens. */
  readonly plain?: boolean
}

/** `aura chat`: talks to a companion on a screen, in plain lines, or once. */
export async function runChat(
  options: ChatOptions,
  context: CommandContext,
  readInput: () => Promise<string> = () => Bun.stdin.text(),
): Promise<number> {
  refuseContradictions(options, context)
  const message = options.message === '-' ? await readInput() : options.message
  if (message?.trim() === '')
    throw new AuraError('invalid-input', 'The message is empty.', {
      why: options.message === '-' ? 'Nothing came on standard input.' : 'There was no text after -m.',
      fix: 'echo "Good morning" | aura chat -m -',
    })
  if (message !== undefined) refuseTooLong(message)

  await using daemon = await connectLocalDaemon(context, chatLog(context, message !== undefined))
  const { client } = daemon
  const which: WhichConversation = options.new ? 'new' : 'latest'
  const companions = await unwrap(client.api.companions.get())
  if (message !== undefined) {
    const companion = pickCompanion(companions, options.companion)
    return await answerOnce({ client, companion, which, text: message, newId: systemPorts.newId }, context)
  }

  if (options.plain || isPlainTerminal(context)) {
    const companion = pickCompanion(companions, options.companion)
    return await chatInLines(
      { client, companion, which, newId: systemPorts.newId, lines: inputLines() },
      context,
    )
  }
  const companion: CompanionJson | undefined =
    options.companion === undefined ? undefined : pickCompanion(companions, options.companion)
  // The screens are loaded only here: `-m` starts without them.
  const { runTerminal } = await import('../ui/tui/start.tsx')
  await runTerminal({
    client,
    companion,
    which,
    color: context.color,
    env: context.env,
    signal: context.signal,
    language: localeLanguage(context.env),
    now: systemClock.now,
    newId: systemPorts.newId,
  })
  return exitCode.ok
}

function refuseContradictions(options: ChatOptions, context: CommandContext): void {
  if (options.new && options.continue)
    throw new AuraError('invalid-input', '--new and --continue contradict each other.', {
      why: 'A conversation is either begun or continued.',
      fix: 'Leave one of them out.',
    })
  if (options.message !== undefined) return
  if (context.json)
    throw new AuraError('invalid-input', '--json needs a message.', {
      why: 'A screen cannot be written as JSON.',
      fix: 'aura chat -m "Good morning" --json',
    })
  if (context.interactive) return
  throw new AuraError('invalid-input', 'There is no terminal to chat in.', {
    why: 'Standard input or output is not a terminal, or --no-input was given.',
    fix: 'aura chat -m "Good morning", or pipe the text to: aura chat -m -',
  })
}

/** A terminal that cannot draw, or a reader that needs lines. */
function isPlainTerminal({ env }: CommandContext): boolean {
  return env.TERM === 'dumb' || env.INK_SCREEN_READER === 'true'
}

/** What a private daemon logs: on stderr with -v, but never over a screen. Faults reach the person as errors. */
function chatLog(context: CommandContext, isOnce: boolean): Log {
  const isShown = isOnce && context.verbosity === 'verbose'
  return createLog({
    write: isShown ? context.stderr : () => {},
    format: 'pretty',
    level: 'info',
    clock: systemClock,
  })
}
