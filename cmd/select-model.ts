import { AuraError } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import type { Catalog } from '../models/catalog.ts'

/** The model to load: the one chosen with `aura models use`, else the only one there is. Throws `model-missing`. */
export async function selectModel(catalog: Catalog, store: Pick<Store, 'settings'>) {
  const chosen = await store.settings.get('model')
  if (chosen) return catalog.find(chosen)
  const models = (await catalog.list()).filter(({ state }) => state === 'usable')
  const [only] = models
  if (only && models.length === 1) return catalog.find(only.name)
  throw only
    ? new AuraError('model-missing', 'No model is chosen.', {
        why: `There are ${models.length}: ${models.map(({ name }) => name).join(', ')}.`,
        fix: `aura models use ${only.name}`,
      })
    : new AuraError('model-missing', 'There is no model yet.', {
        why: 'Aura answers with a GGUF file of Qwen2, Qwen2.5 or Qwen3 on this machine.',
        fix: 'aura models add FILE.gguf',
      })
}
