import type { CommanderError } from 'commander'
import type { CommandContext } from './context.ts'
import { exitCode } from './exit-code.ts'
import { type PrintedError, threeLines } from './output.ts'

/** Prints a mistake in the command line, with what was probably meant. Returns the exit code. */
export function printUsageError(context: CommandContext, error: CommanderError, usage: string): number {
  const printed = usageError(error, usage)
  if (context.json) context.stdout(`${JSON.stringify({ ok: false, error: printed })}\n`)
  else context.stderr(threeLines(printed))
  return printed.exit
}

function usageError(error: CommanderError, usage: string): PrintedError {
  const [first = '', ...rest] = error.message.split('\n')
  const meant = /\(Did you mean (?:one of )?(.+)\?\)/.exec(rest.join(' '))?.[1]
  return {
    code: 'USAGE',
    message: first.replace(/^error: /, '').replace(/\.$/, ''),
    why: meant === undefined ? `usage: ${usage}` : `did you mean ${meant}?`,
    hint: `see \`${usage.split(' [')[0]} --help\``,
    exit: exitCode.usage,
  }
}
