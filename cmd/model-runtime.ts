import { systemClock } from '../core/clock.ts'
import type { Config } from '../core/config/config.ts'
import type { Log } from '../core/log.ts'
import type { ModelRuntime } from '../core/model-runtime.ts'
import type { Store } from '../core/store.ts'
import { createCatalog } from '../models/catalog.ts'
import { createLlamaRuntime } from '../models/llama/llama-runtime.ts'
import { modelsDirectory } from './load-config.ts'
import { runtimeLog } from './runtime-log.ts'
import { selectModel } from './select-model.ts'
import { selfCommand } from './self-command.ts'

/** The runtime that answers: this program again, as a child, with the model that is chosen in the store. */
export function createModelRuntime(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  log: Log,
  store: Pick<Store, 'settings'>,
): ModelRuntime {
  const catalog = createCatalog({ directory: modelsDirectory(config) })
  return createLlamaRuntime({
    command: selfCommand('__runtime'),
    env,
    selectModel: () => selectModel(catalog, store),
    gpu: config.gpu,
    threads: config.threads,
    contextLength: config.contextLength,
    parallel: config.parallel,
    log: runtimeLog(log),
    clock: systemClock,
  })
}
