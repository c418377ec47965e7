import { AuraError } from '../errors.ts'
import { type OptionName, type OptionValues, options } from './options.ts'

/** Where a value came from, for `config check` and for errors. */
export type Origin = 'flag' | 'environment' | 'file' | 'default'

export type Config = OptionValues & {
  readonly dataDirectory: string
  readonly origins: { readonly [Name in OptionName]: Origin }
}

export type ConfigInput = {
  readonly dataDirectory: string
  /** As typed on the command line. */
  readonly flags: { readonly [Name in OptionName]?: string | undefined }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Text of aura.toml; undefined when there is none. */
  readonly toml: string | undefined
}

type Fault = string

/** The validated configuration: flag over environment over aura.toml over default. Throws `config-invalid`
 * with every fault at once. */
export function readConfig(input: ConfigInput): Config {
  const faults: Fault[] = []
  const file = readToml(input.toml, faults)
  const values: Record<string, unknown> = {}
  const origins: Record<string, Origin> = {}
  for (const name of Object.keys(options) as OptionName[]) {
    const option = options[name]
    const [text, origin] = chosen(input, file, name)
    origins[name] = origin
    values[name] = option.default
    if (text === undefined) continue
    const parsed = option.parse(text)
    if (parsed.ok) values[name] = parsed.value
    else faults.push(`${nameAt(origin, name)} must be ${parsed.expected}. Example: ${option.example}.`)
  }
  if (faults.length > 0)
    throw new AuraError('config-invalid', 'The configuration is not valid.', {
      why: faults.join('\n'),
      fix: 'Correct it; `aura config check` shows every value and where it comes from.',
    })
  return {
    ...(values as OptionValues),
    dataDirectory: input.dataDirectory,
    origins: origins as Config['origins'],
  }
}

function chosen(
  { flags, env }: ConfigInput,
  file: Readonly<Record<string, string>>,
  name: OptionName,
): readonly [string | undefined, Origin] {
  const option = options[name]
  if (flags[name] !== undefined) return [flags[name], 'flag']
  if (env[option.environment]) return [env[option.environment], 'environment']
  if (file[option.toml] !== undefined) return [file[option.toml], 'file']
  return [undefined, 'default']
}

function nameAt(origin: Origin, name: OptionName): string {
  const option = options[name]
  if (origin === 'flag') return `--${option.toml.replaceAll('_', '-')}`
  if (origin === 'environment') return option.environment
  return `${option.toml} in aura.toml`
}

function readToml(text: string | undefined, faults: Fault[]): Readonly<Record<string, string>> {
  if (text === undefined) return {}
  const table = parseToml(text)
  if (!table) {
    faults.push(`aura.toml is not valid TOML (line ${faultyLine(text)}).`)
    return {}
  }
  const known = Object.values(options).map((option): string => option.toml)
  const values: Record<string, string> = {}
  for (const [key, value] of Object.entries(table)) {
    if (!known.includes(key)) faults.push(`${key} in aura.toml is not an option. Known: ${known.join(', ')}.`)
    else if (typeof value === 'string' || typeof value === 'number') values[key] = String(value)
    else faults.push(`${key} in aura.toml must be a text or a number.`)
  }
  return values
}

function parseToml(text: string): object | undefined {
  try {
    return Bun.TOML.parse(text)
  } catch {
    return undefined // Bun tells no place in the text, and what it quotes of it could be a secret.
  }
}

/** The first line with which the text stops being TOML, from 1. Right for a file of single-line values. */
function faultyLine(text: string): number {
  const lines = text.split('\n')
  const fault = lines.findIndex((_, index) => !parseToml(lines.slice(0, index + 1).join('\n')))
  return fault + 1
}
