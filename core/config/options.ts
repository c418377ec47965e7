// The one table of options: the command line, the environment, aura.toml, the documentation and the sample
// file all come from it.

export type OptionValues = {
  readonly host: string
  readonly port: number
  readonly publicUrl: string | undefined
  readonly modelsDirectory: string | undefined
  readonly gpu: 'auto' | 'cuda' | 'vulkan' | 'metal' | 'off'
  readonly threads: number | undefined
  readonly contextLength: number | undefined
  readonly parallel: number | undefined
  readonly logFormat: 'pretty' | 'json' | undefined
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  readonly masterKeyFile: string | undefined
}

export type OptionName = keyof OptionValues

type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly expected: string }

export type Option<Value> = {
  /** Key in aura.toml. */
  readonly toml: string
  readonly environment: string
  readonly description: string
  readonly example: string
  /** Undefined where absence is the default and means "choose for me". */
  readonly default: Value
  readonly parse: (text: string) => Parsed<Value>
}

const oneOf = <const Choice extends string>(...choices: readonly Choice[]) => {
  return (text: string): Parsed<Choice> => {
    const choice = choices.find((candidate) => candidate === text)
    return choice ? { ok: true, value: choice } : { ok: false, expected: `one of ${choices.join(', ')}` }
  }
}

const wholeNumber = (min: number, max: number) => {
  return (text: string): Parsed<number> => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max
      ? { ok: true, value }
      : { ok: false, expected: `a whole number from ${min} to ${max}` }
  }
}

function filePath(text: string): Parsed<string> {
  return text ? { ok: true, value: text } : { ok: false, expected: 'a path' }
}

function hostName(text: string): Parsed<string> {
  const isHost = /^[a-z0-9.-]{1,253}$/i.test(text) || /^[0-9a-f:.]{2,45}$/i.test(text)
  return isHost ? { ok: true, value: text } : { ok: false, expected: 'an address or host name to listen on' }
}

function webOrigin(text: string): Parsed<string> {
  const expected = 'an address such as https://aura.example.org, without a path'
  if (!URL.canParse(text)) return { ok: false, expected }
  const url = new URL(text)
  const isOrigin = url.pathname === '/' && !url.search && !url.hash && !url.username
  return /^https?:$/.test(url.protocol) && isOrigin
    ? { ok: true, value: url.origin }
    : { ok: false, expected }
}

export const options = {
  host: {
    toml: 'host',
    environment: 'AURA_HOST',
    description: 'Address to listen on. Anything but a loopback address opens Aura to the network.',
    example: '127.0.0.1',
    default: '127.0.0.1',
    parse: hostName,
  },
  port: {
    toml: 'port',
    environment: 'AURA_PORT',
    description: 'Port to listen on; 0 takes a free one.',
    example: '7700',
    default: 7700,
    parse: wholeNumber(0, 65_535),
  },
  publicUrl: {
    toml: 'public_url',
    environment: 'AURA_PUBLIC_URL',
    description: 'Where people reach Aura, if that is not host and port (behind a proxy).',
    example: 'https://aura.example.org',
    default: undefined,
    parse: webOrigin,
  },
  modelsDirectory: {
    toml: 'models_directory',
    environment: 'AURA_MODELS_DIRECTORY',
    description: 'Folder of the GGUF files; `models` in the data directory if not set.',
    example: '/srv/models',
    default: undefined,
    parse: filePath,
  },
  gpu: {
    toml: 'gpu',
    environment: 'AURA_GPU',
    description: 'Which device computes; auto takes the best that works.',
    example: 'auto',
    default: 'auto',
    parse: oneOf('auto', 'cuda', 'vulkan', 'metal', 'off'),
  },
  threads: {
    toml: 'threads',
    environment: 'AURA_THREADS',
    description: 'Processor threads of the model runtime; chosen from the machine if not set.',
    example: '4',
    default: undefined,
    parse: wholeNumber(1, 1024),
  },
  contextLength: {
    toml: 'context_length',
    environment: 'AURA_CONTEXT_LENGTH',
    description: 'Tokens of one conversation that the model sees; chosen from model and memory if not set.',
    example: '8192',
    default: undefined,
    parse: wholeNumber(256, 1_048_576),
  },
  parallel: {
    toml: 'parallel',
    environment: 'AURA_PARALLEL',
    description: 'Conversations answered at the same time; chosen from the memory if not set.',
    example: '4',
    default: undefined,
    parse: wholeNumber(1, 64),
  },
  logFormat: {
    toml: 'log_format',
    environment: 'AURA_LOG_FORMAT',
    description: 'How log lines look; pretty at a terminal and json elsewhere if not set.',
    example: 'json',
    default: undefined,
    parse: oneOf('pretty', 'json'),
  },
  logLevel: {
    toml: 'log_level',
    environment: 'AURA_LOG_LEVEL',
    description: 'The least important line that is logged.',
    example: 'info',
    default: 'info',
    parse: oneOf('debug', 'info', 'warn', 'error'),
  },
  masterKeyFile: {
    toml: 'master_key_file',
    environment: 'AURA_MASTER_KEY_FILE',
    description:
      'File with the 32-byte master key, hex or base64; `master.key` in the data directory if not set.',
    example: '/etc/aura/master.key',
    default: undefined,
    parse: filePath,
  },
} as const satisfies { readonly [Name in OptionName]: Option<OptionValues[Name]> }
