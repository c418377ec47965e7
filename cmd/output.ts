import { AuraError } from '../core/errors.ts'
import { withoutControls } from '../ui/tui/text/plain-text.ts'
import type { CommandContext } from './context.ts'
import { exitCode, exitCodeOf } from './exit-code.ts'

/**
 * Prints what a command found out: with `--json` one line, the envelope `{ok, schema, data, warnings}`, else the
 * text for people.
 * @param schema name and major version of the shape of `data`, for example `aura.version/1`
 * @param human without a final newline; what a terminal would obey in it (a file's name may hold anything) is
 *   left out
 */
export function printResult(
  context: CommandContext,
  schema: string,
  data: unknown,
  human: string,
  warnings: readonly string[] = [],
): void {
  if (context.json) {
    context.stdout(`${JSON.stringify({ ok: true, schema, data, warnings })}\n`)
    return
  }
  if (human !== '') context.stdout(withoutControls(`${human}\n`))
  for (const warning of warnings) context.stderr(withoutControls(`aura: warning: ${warning}\n`))
}

/** An error as a person or a script sees it. */
export type PrintedError = {
  readonly code: string
  readonly message: string
  readonly why: string
  readonly hint: string
  readonly exit: number
}

/**
 * Prints three lines (what, why, `Fix:`) on stderr, or with `--json` the envelope `{ok: false, error}` on stdout.
 * Only what is safe to show is printed; the rest of an unexpected error needs `-v`. Returns the exit code.
 */
export function printError(context: CommandContext, error: unknown): number {
  const printed = printedError(error)
  if (context.json) context.stdout(`${JSON.stringify({ ok: false, error: printed })}\n`)
  else context.stderr(threeLines(printed))
  if (context.verbosity === 'verbose') context.stderr(`${trace(error)}\n`)
  return printed.exit
}

/** Without anything that a terminal would obey: file names and arguments are told as they are. */
export function threeLines({ message, why, hint }: Pick<PrintedError, 'message' | 'why' | 'hint'>): string {
  return withoutControls(`aura: ${message}\n  ${why.replaceAll('\n', '\n  ')}\n  Fix: ${hint}\n`)
}

/** What of an error is safe to show. */
export function printedError(error: unknown): PrintedError {
  if (error instanceof AuraError) {
    return {
      code: error.kind.toUpperCase().replaceAll('-', '_'),
      message: error.message,
      why: error.why ?? 'No more is known.',
      hint: error.fix ?? 'aura doctor',
      exit: exitCodeOf[error.kind],
    }
  }
  return {
    code: 'UNEXPECTED',
    message: 'Something went wrong.',
    why: 'This is a fault in aura itself.',
    hint: 'Run the command again with -v and report what it prints.',
    exit: exitCode.failed,
  }
}

/** The stack of the error and of everything behind it. */
function trace(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = error.stack ?? `${error.name}: ${error.message}`
  return error.cause === undefined ? own : `${own}\ncaused by: ${trace(error.cause)}`
}
