import { loadBcrypt } from '../../core/adapters/native-pack/bcrypt.ts'
import { cacheDirectory } from '../../core/adapters/native-pack/cache-directory.ts'
import { prepareNativePacks } from '../../core/adapters/native-pack/native-pack.ts'
import type { Config } from '../../core/config/config.ts'
import type { RuntimeHealth } from '../../core/model-runtime.ts'
import { systemPorts } from '../deps.ts'
import { createModelRuntime } from '../model-runtime.ts'
import { openData } from '../open-data.ts'
import { type Check, check } from './check.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The native code that the executable carries: unpacked, whole, loadable. */
export function nativePackCheck(env: Environment): Promise<Check> {
  return check('native.pack', async () => {
    const options = { cacheDirectory: cacheDirectory(env), now: systemPorts.clock.now }
    const location = await prepareNativePacks({ ...options, packs: ['cpu', 'vulkan', 'bcrypt'] })
    await loadBcrypt(options)
    return {
      status: 'ok',
      found:
        location.kind === 'extracted'
          ? `Native code is whole in ${location.directory}.`
          : 'Native code comes from node_modules.',
    }
  })
}

/** Loads the chosen model as the daemon would. Not while a daemon runs: two copies may not fit. */
export async function modelChecks(config: Config, env: Environment): Promise<readonly Check[]> {
  await using data = openData(config, env, systemPorts)
  await using runtime = createModelRuntime(config, env, () => {}, data.store)
  return modelHealthChecks(config, await runtime.start())
}

/** What a runtime's health says about backend and model. */
export function modelHealthChecks(config: Config, health: RuntimeHealth): readonly Check[] {
  if (health.state === 'ready') return [backendCheck(config, health), modelCheck(health)]
  const skipped: Check = { id: 'gpu.backend', status: 'skip', found: 'Known once a model is loaded.' }
  if (health.state === 'loading')
    return [skipped, { id: 'model.load', status: 'skip', found: `${health.model} is loading.` }]
  const { message, why, fix } = health.error
  const status = health.state === 'no-model' ? 'warn' : 'fail'
  return [
    skipped,
    { id: 'model.load', status, found: why ? `${message} ${why}` : message, ...(fix ? { fix } : {}) },
  ]
}

type Ready = Extract<RuntimeHealth, { state: 'ready' }>

function backendCheck({ gpu }: Config, health: Ready): Check {
  const found = `${health.backend} on ${health.device}, ${health.threads} threads.`
  if (health.backend !== 'cpu' || gpu === 'off') return { id: 'gpu.backend', status: 'ok', found }
  return {
    id: 'gpu.backend',
    status: 'warn',
    found: `No graphics card is used: ${found}`,
    fix: 'If there is one, install its Vulkan driver; else set gpu = "off" in aura.toml.',
  }
}

function modelCheck(health: Ready): Check {
  const found = `${health.model} loads: ${health.parallel} chats at once, ${health.contextLength} tokens each.`
  return { id: 'model.load', status: 'ok', found }
}
