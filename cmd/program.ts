import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { wantsColor } from './color.ts'
import { type Act, addCommands } from './commands.ts'
import type { CommandContext } from './context.ts'
import { exitCode } from './exit-code.ts'
import { formatHelp, printHelp, withExamples } from './help.ts'
import { printError, threeLines } from './output.ts'
import { printMissingCommand, printUsageError } from './usage-error.ts'

/** The part of the process that a program needs. */
export type ProgramProcess = Pick<NodeJS.Process, 'env' | 'on' | 'off' | 'exit'> & {
  readonly stdin: { readonly isTTY?: boolean }
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream
}

type GlobalFlags = {
  readonly dataDir?: string
  readonly json?: true
  readonly input: boolean
  readonly color: boolean
  readonly quiet?: true
  readonly verbose?: true
}

/** Runs the command line `args` (without the program's own name). Returns the exit code; never throws. */
export async function runProgram(args: readonly string[], process: ProgramProcess): Promise<number> {
  const interrupt = new AbortController()
  const stop = () => {
    // The second Ctrl+C does not wait for the command to tidy up.
    if (interrupt.signal.aborted) process.exit(exitCode.interrupted)
    interrupt.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  // Before the flags are parsed only a look at the arguments tells how to print a mistake in them.
  const early = contextOf({ input: true, color: true, ...(args.includes('--json') ? { json: true } : {}) })
  let code: number = exitCode.ok
  const act: Act = async (command, run) => {
    const context = contextOf(command.optsWithGlobals<GlobalFlags>())
    try {
      code = await run(context)
    } catch (error) {
      code = interrupt.signal.aborted ? exitCode.interrupted : printError(context, error)
    }
  }
  const program = commandTree(act, early)
  let lost: number | undefined
  const outputEnded = Promise.withResolvers<void>()
  const onOutputError = (error: NodeJS.ErrnoException) => {
    interrupt.abort()
    outputEnded.resolve()
    // The reader has had enough (`aura … | head`), which is no fault.
    if (error.code === 'EPIPE') return
    if (lost === undefined) early.stderr(threeLines(outputLost(error)))
    lost = exitCode.resources
  }
  process.stdout.on('error', onOutputError)

  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    code = await codeOfRefusal(error)
  } finally {
    await Promise.race([flushed(process.stdout), outputEnded.promise])
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    process.stdout.off('error', onOutputError)
  }
  return lost ?? code

  async function codeOfRefusal(error: unknown): Promise<number> {
    if (!(error instanceof CommanderError)) return printError(early, error)
    if (error.exitCode === 0) return exitCode.ok
    const named = commandNamed(program, args)
    if (error.code !== 'commander.help') return printUsageError(early, error, usageOf(named))
    if (named !== program) return printMissingCommand(early, usageOf(named), named.helpInformation())
    await act(program, (context) => home(program, context))
    return code
  }

  function contextOf(flags: GlobalFlags): CommandContext {
    const { env, stdin, stdout, stderr } = process
    return {
      stdout: (text) => void stdout.write(text),
      stderr: (text) => void stderr.write(text),
      json: flags.json === true,
      interactive: flags.input && stdin.isTTY === true && stdout.isTTY === true,
      color: wantsColor({ flag: flags.color, isTerminal: stdout.isTTY === true, env }),
      verbosity: flags.verbose ? 'verbose' : flags.quiet ? 'quiet' : 'normal',
      env,
      dataDirectory: flags.dataDir,
      signal: interrupt.signal,
    }
  }
}

/** Resolves when what was written until now is out. After an error that may be never. */
async function flushed(stream: NodeJS.WritableStream): Promise<void> {
  await new Promise<void>((resolve) => void stream.write('', () => resolve()))
  // The stream tells its listeners of an error after the writer.
  await new Promise((resolve) => setImmediate(resolve))
}

function outputLost(error: NodeJS.ErrnoException) {
  return {
    message: 'The output cannot be written.',
    why: error.code === 'ENOSPC' ? 'The disk is full.' : `The system says ${error.code ?? error.name}.`,
    hint: 'Send it somewhere else, or free some room.',
  }
}

/** `aura` alone: for a person at a terminal the chat, for anything else the help. */
async function home(program: Command, context: CommandContext): Promise<number> {
  if (program.opts<{ version?: true }>().version) return (await import('./version.ts')).runVersion(context)
  if (context.interactive && !context.json) return (await import('./chat.ts')).runChat({}, context)
  printHelp(context, program.helpInformation())
  return exitCode.ok
}

function commandTree(act: Act, context: CommandContext): Command {
  const program = withExamples(new Command('aura'), [
    ['aura serve', 'start Aura and print the address to open in a browser'],
    ['aura models add qwen3-8b.gguf', 'give it a model'],
    ['aura chat Luna', 'talk to a companion in the terminal'],
    ['aura chat Luna -m "Good morning"', 'one question, one answer'],
  ])
    .description('Aura: your own AI companions, on your own machine.')
    .usage('[command] [flags]')
    .helpOption('-h, --help', 'what a command does and which flags it has')
    .option('--data-dir <directory>', 'where Aura keeps its data', notEmpty)
    .option('--json', 'print the result as JSON')
    .option('--no-input', 'never ask')
    .option('--no-color', 'no colours (also NO_COLOR=1)')
    .option('-q, --quiet', 'only results and errors')
    .option('-v, --verbose', 'more about what happens')
    .option('--version', 'print the version')
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ formatHelp })
    // Mistakes are printed by runProgram, in three lines.
    .configureOutput({ writeOut: (text) => printHelp(context, text), writeErr: () => {} })

  addCommands(program, act)
  addHelp(program, context)
  return program
}

/** Nothing given is mostly a variable that is not set; the default directory is not what was meant then. */
function notEmpty(path: string): string {
  if (path === '') throw new InvalidArgumentError('It must name a directory.')
  return path
}

function addHelp(program: Command, context: CommandContext): void {
  program
    .command('help [command...]', { hidden: true })
    .description('What a command does and which flags it has.')
    .action((names: readonly string[]) => {
      let command = program
      for (const name of names) {
        const child = command.commands.find((candidate) => candidate.name() === name)
        if (child === undefined)
          command.error(`error: unknown command '${name}'`, { code: 'commander.unknownCommand' })
        else command = child
      }
      printHelp(context, command.helpInformation())
    })
}

/** The deepest command that `args` name. */
function commandNamed(program: Command, args: readonly string[]): Command {
  return args.reduce((at, word) => at.commands.find((child) => child.name() === word) ?? at, program)
}

function usageOf(command: Command): string {
  const names: string[] = []
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name())
  return `${names.join(' ')} ${command.usage()}`
}
