import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { prepareDataDirectory } from '../core/adapters/disk/data-directory.ts'
import { type Config, type ConfigInput, readConfig } from '../core/config/config.ts'
import { dataDirectoryPath } from '../core/config/data-directory.ts'
import { AuraError } from '../core/errors.ts'
import type { CommandContext } from './context.ts'

/** The configuration of this run: flags, environment, and aura.toml of the data directory. */
export function loadConfig(
  context: Pick<CommandContext, 'env' | 'dataDirectory'>,
  flags: ConfigInput['flags'] = {},
): Config {
  const { env } = context
  const dataDirectory = resolve(dataDirectoryPath(context.dataDirectory, env, env.HOME || homedir()))
  return readConfig({ dataDirectory, flags, env, toml: readOptional(configFile(dataDirectory)) })
}

export function configFile(dataDirectory: string): string {
  return join(dataDirectory, 'aura.toml')
}

export function modelsDirectory(config: Config): string {
  return config.modelsDirectory ?? join(config.dataDirectory, 'models')
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    // Of another user or closed: that is told better than that one file cannot be read.
    prepareDataDirectory(dirname(path))
    throw new AuraError('config-invalid', 'The configuration file cannot be read.', {
      why: `${path}: ${code === 'EACCES' ? 'no permission' : (code ?? 'unknown reason')}.`,
      fix: `Make it readable for this user, or remove it.`,
      cause: error,
    })
  }
}
