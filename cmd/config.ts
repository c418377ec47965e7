import { type OptionName, options as optionTable } from '../core/config/options.ts'
import type { CommandContext } from './context.ts'
import { exitCode } from './exit-code.ts'
import { configFile, loadConfig, modelsDirectory } from './load-config.ts'
import { printResult } from './output.ts'

/** `aura config check`: reads the whole configuration as `serve` would, and shows each value and its origin. */
export async function runConfigCheck(context: CommandContext): Promise<number> {
  const config = loadConfig(context)
  const values = (Object.keys(optionTable) as OptionName[]).map((name) => ({
    option: optionTable[name].toml,
    value: name === 'modelsDirectory' ? modelsDirectory(config) : (config[name] ?? null),
    origin: config.origins[name],
  }))
  const file = configFile(config.dataDirectory)
  const rows = values.map(
    ({ option, value, origin }) =>
      `  ${option.padEnd(17)} ${String(value ?? '(when it starts)').padEnd(24)} ${origin}`,
  )
  printResult(
    context,
    'aura.config.check/1',
    { dataDirectory: config.dataDirectory, file, values },
    [`The configuration is valid.`, `  ${'data directory'.padEnd(17)} ${config.dataDirectory}`, ...rows].join(
      '\n',
    ),
  )
  return exitCode.ok
}
