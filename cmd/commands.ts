import { type Command, Option } from 'commander'
import type { ChatOptions } from './chat.ts'
import type { CommandContext } from './context.ts'
import { withExamples } from './help.ts'
import type { ServeOptions } from './serve.ts'

/** Runs what a command does, with the context that its flags make. */
export type Act = (command: Command, run: (context: CommandContext) => Promise<number>) => Promise<void>

/** Adds every command. What each one does is imported only when it runs. */
export function addCommands(program: Command, act: Act): void {
  addServe(program, act)
  addChat(program, act)
  addModels(program, act)
  addDoctor(program, act)
  addConfig(program, act)
  addVersion(program, act)
}

function addServe(program: Command, act: Act): void {
  const command = program
    .command('serve')
    .description('Start Aura: web UI, API and model. Runs until Ctrl+C.')
    .option('--host <address>', 'address to listen on (127.0.0.1)')
    .option('--port <number>', 'port to listen on, 0 for a free one (7700)')
    .option('--public-url <url>', 'where people reach it, behind a proxy')
    .option('--gpu <kind>', 'auto, cuda, vulkan, metal or off')
    .option('--log-format <format>', 'pretty or json')
    .option('--log-level <level>', 'debug, info, warn or error')
    .addOption(new Option('--hot', 'rebuild the web UI as its sources change').hideHelp())
    .action((flags: ServeOptions) =>
      act(command, async (context) => (await import('./serve.ts')).runServe(flags, context)),
    )
  withExamples(command, [
    ['aura serve', 'on this machine, at http://127.0.0.1:7700'],
    ['aura serve --port 8080 --log-format json', 'for a service'],
    ['aura serve --public-url https://aura.example.org', 'behind a proxy with TLS'],
  ])
}

function addChat(program: Command, act: Act): void {
  const command = program
    .command('chat')
    .argument('[companion]', 'name or id')
    .description('Talk to a companion in the terminal. Uses the running Aura, or starts one for itself.')
    .option('-m, --message <text>', 'answer this once, without a screen; - reads standard input')
    .option('-c, --continue', 'go on with the newest conversation (the default)')
    .option('--new', 'begin a new conversation')
    .option('--plain', 'lines instead of screens')
    .action((companion: string | undefined, flags: ChatOptions) =>
      act(command, async (context) =>
        (await import('./chat.ts')).runChat(
          { ...(companion === undefined ? {} : { companion }), ...flags },
          context,
        ),
      ),
    )
  withExamples(command, [
    ['aura chat', 'pick a companion'],
    ['aura chat Luna', 'go on with Luna'],
    ['aura chat Luna -m "Good morning"', 'one question, one answer'],
    ['git log -5 | aura chat Luna -m -', 'what comes through a pipe'],
  ])
}

function addModels(program: Command, act: Act): void {
  const models = withExamples(
    program.command('models').description('The model files that answer.').helpCommand(false),
    [
      ['aura models add qwen3-8b-q4_k_m.gguf', 'check it and put it into the models folder'],
      ['aura models use qwen3-8b-q4_k_m', 'let it answer'],
      ['aura models list', 'what there is'],
    ],
  )
  const list = models
    .command('list')
    .description('What is in the models folder, and which one answers.')
    .action(() => act(list, async (context) => (await import('./models.ts')).runModelsList(context)))
  withExamples(list, [['aura models list', 'the model that answers has a dot']])

  const add = models
    .command('add')
    .argument('<file>', 'a GGUF file of Qwen2, Qwen2.5 or Qwen3')
    .description('Check a model file and put it into the models folder.')
    .option('--link', 'leave the file where it is and link to it')
    .action((file: string, flags: { readonly link?: true }) =>
      act(add, async (context) => (await import('./models.ts')).runModelsAdd({ file, ...flags }, context)),
    )
  withExamples(add, [
    ['aura models add qwen3-8b-q4_k_m.gguf', 'a hard link, or a copy from another disk'],
    ['aura models add /srv/models/qwen3-8b.gguf --link', 'the file stays where it is'],
  ])

  const use = models
    .command('use')
    .argument('<name>', 'as `aura models list` shows it')
    .description('Choose the model that answers; a running Aura changes over by itself.')
    .action((name: string) =>
      act(use, async (context) => (await import('./models.ts')).runModelsUse({ name }, context)),
    )
  withExamples(use, [['aura models use qwen3-8b-q4_k_m', 'from the next message on']])
}

function addDoctor(program: Command, act: Act): void {
  const command = program
    .command('doctor')
    .description('Look at everything that Aura needs, and say how to mend what is wrong.')
    .option('--strict', 'exit 7 for warnings too')
    .action((flags: { readonly strict?: true }) =>
      act(command, async (context) => (await import('./doctor.ts')).runDoctor(flags, context)),
    )
  withExamples(command, [
    ['aura doctor', 'for people'],
    ['aura doctor --json --strict', 'for monitoring'],
  ])
}

function addConfig(program: Command, act: Act): void {
  const config = withExamples(
    program.command('config').description('The configuration.').helpCommand(false),
    [['aura config check', 'is it valid, and where does each value come from?']],
  )
  const check = config
    .command('check')
    .description('Read the configuration as `serve` would; show each value and its origin.')
    .action(() => act(check, async (context) => (await import('./config.ts')).runConfigCheck(context)))
  withExamples(check, [
    ['aura config check', 'exits 78 when it is not valid'],
    ['AURA_PORT=8080 aura config check', 'with an environment'],
  ])
}

function addVersion(program: Command, act: Act): void {
  const command = program
    .command('version')
    .description('Print the version.')
    .action(() => act(command, async (context) => (await import('./version.ts')).runVersion(context)))
  withExamples(command, [
    ['aura version', 'for people'],
    ['aura version --json', 'for scripts'],
  ])
}
