import type { Command, Help } from 'commander'
import type { CommandContext } from './context.ts'
import { printResult } from './output.ts'

/** A command line that can be pasted, and what it does. */
export type Example = readonly [line: string, meaning: string]

const examplesOf = new WeakMap<Command, readonly Example[]>()

/** Gives `command` the examples that its help begins with. */
export function withExamples(command: Command, examples: readonly Example[]): Command {
  examplesOf.set(command, examples)
  return command
}

/** Prints a command's help as its result. */
export function printHelp(context: CommandContext, help: string): void {
  const text = help.trimEnd()
  printResult(context, 'aura.help/1', { text }, text)
}

/** Help as UX demands: examples first, then the command's own flags; global flags in one line. */
export function formatHelp(command: Command, helper: Help): string {
  const isRoot = command.parent === null
  const sections = [
    command.description(),
    section('Examples', examplesOf.get(command) ?? []),
    `Usage: ${helper.commandUsage(command)}`,
    section(
      'Arguments',
      helper
        .visibleArguments(command)
        .map((argument) => [helper.argumentTerm(argument), helper.argumentDescription(argument)] as const),
    ),
    section(
      'Commands',
      helper.visibleCommands(command).map((child) => [child.name(), child.description()] as const),
    ),
    section(
      isRoot ? 'Flags of every command' : 'Flags',
      helper
        .visibleOptions(command)
        .filter((option) => isRoot || option.long !== '--help')
        .map((option) => [helper.optionTerm(option), helper.optionDescription(option)] as const),
    ),
    isRoot ? '' : 'Flags of every command: see `aura --help`',
  ]
  return `${sections.filter((text) => text !== '').join('\n')}\n`
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  if (rows.length === 0) return ''
  const width = Math.max(...rows.map(([term]) => term.length))
  return [`${title}:`, ...rows.map(([term, meaning]) => `  ${term.padEnd(width)}  ${meaning}`)].join('\n')
}
