import type { CommanderError } from 'commander'
import type { CommandContext } from './context.ts'
import { exitCode } from './exit-code.ts'
import { type PrintedError, threeLines } from './output.ts'

/** Prints a mistake in the command line, with what was probably meant. Returns the exit code. */
export function printUsageError(context: CommandContext, error: CommanderError, usage: string): number {
  return print(context, usageError(error, usage))
}

/** Says that `usage` goes on with a command: people get the whole help. Returns the exit code. */
export function printMissingCommand(context: CommandContext, usage: string, help: string): number {
  if (context.json) return print(context, missingCommand(usage))
  context.stderr(help)
  return exitCode.usage
}

function print(context: CommandContext, printed: PrintedError): number {
  if (context.json) context.stdout(`${JSON.stringify({ ok: false, error: printed })}\n`)
  else context.stderr(threeLines(printed))
  return printed.exit
}

function missingCommand(usage: string): PrintedError {
  const name = usage.split(' [')[0]
  return {
    code: 'USAGE',
    message: `\`${name}\` needs a command`,
    why: `usage: ${usage}`,
    hint: `see \`${name} --help\``,
    exit: exitCode.usage,
  }
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
