import { describe, expect, test } from 'bun:test'
import type { AuraError } from '../errors.ts'
import { type ConfigInput, readConfig } from './config.ts'
import { dataDirectoryPath } from './data-directory.ts'
import { parseMasterKey } from './master-key.ts'
import { options } from './options.ts'

const input = (part: Partial<ConfigInput> = {}): ConfigInput => ({
  dataDirectory: '/d',
  flags: {},
  env: {},
  toml: undefined,
  ...part,
})
const refusal = (part: Partial<ConfigInput>): AuraError => {
  try {
    readConfig(input(part))
  } catch (error) {
    return error as AuraError
  }
  throw new Error('it was accepted')
}

describe('the configuration', () => {
  test('tells all faults at once, each with the option’s name where it was set and an example', () => {
    const error = refusal({
      flags: { port: '99999' },
      env: { AURA_GPU: 'fast' },
      toml: 'log_level = "loud"\ncolour = "red"\npublic_url = "https://a.example/path"\nthreads = true',
    })
    expect(error.kind).toBe('config-invalid')
    for (const part of [
      '--port',
      'AURA_GPU',
      'log_level in aura.toml',
      'colour',
      'public_url',
      'threads',
      '7700',
    ])
      expect(error.why).toContain(part)
  })
  test('a file that is not TOML is refused without showing what is in it', () => {
    const error = refusal({ toml: 'port = 1\nsecret sauce = = 1\nhost = "::1"' })
    expect(error.why).toContain('not valid TOML (line 2)')
    expect(error.why).not.toContain('sauce')
  })
  test('a flag wins over the environment, that over the file, that over the default', () => {
    const toml = 'port = 1\nhost = "0.0.0.0"\ngpu = "off"'
    const env = { AURA_PORT: '2', AURA_HOST: '::1' }
    const config = readConfig(input({ flags: { port: '3' }, env, toml }))
    expect(config).toMatchObject({ port: 3, host: '::1', gpu: 'off', logLevel: 'info' })
    expect(config.origins).toMatchObject({
      port: 'flag',
      host: 'environment',
      gpu: 'file',
      logLevel: 'default',
    })
  })
  test('every option’s example is one that it accepts', () => {
    for (const option of Object.values(options)) expect(option.parse(option.example).ok).toBe(true)
  })
})

test('the data directory is the flag, else AURA_DATA, else the XDG one; a relative XDG path is ignored', () => {
  const env = { AURA_DATA: '/a', XDG_DATA_HOME: '/x' }
  expect(dataDirectoryPath('/f', env, '/h')).toBe('/f')
  expect(dataDirectoryPath(undefined, env, '/h')).toBe('/a')
  expect(dataDirectoryPath(undefined, { XDG_DATA_HOME: '/x' }, '/h')).toBe('/x/aura')
  expect(dataDirectoryPath(undefined, { XDG_DATA_HOME: 'x' }, '/h')).toBe('/h/.local/share/aura')
})

test('a master key that is not 32 bytes is refused and not shown', () => {
  for (const text of ['', 'hunter2', 'ab'.repeat(31), 'ab'.repeat(33)])
    try {
      parseMasterKey(text, 'AURA_MASTER_KEY')
      throw new Error('it was accepted')
    } catch (error) {
      expect((error as AuraError).kind).toBe('config-invalid')
      if (text) expect(`${(error as AuraError).message} ${(error as AuraError).why}`).not.toContain(text)
    }
  const key = new Uint8Array(32).fill(9)
  expect([...parseMasterKey(`${Buffer.from(key).toString('hex')}\n`, 'x')]).toEqual([...key])
  expect([...parseMasterKey(Buffer.from(key).toString('base64'), 'x')]).toEqual([...key])
})
