import { AuraError, errorShown } from '../core/errors.ts'
import type { Store } from '../core/store.ts'
import type { Catalog, ModelFile } from '../models/catalog.ts'

/** The model to load: the one chosen with `aura models use`, else the only one there is. Throws `model-missing`. */
export async function selectModel(catalog: Catalog, store: Pick<Store, 'settings'>): Promise<ModelFile> {
  const chosen = await store.settings.get('model')
  const found = chosen === undefined ? undefined : await catalog.lookUp(chosen)
  if (found) return found
  const entries = await catalog.list()
  const usable = entries.filter(({ state }) => state === 'usable')
  const [only] = usable
  if (chosen)
    throw new AuraError('model-missing', 'The model that was chosen is gone.', {
      why: `"${chosen}" is not in the models folder any more.`,
      fix: only ? `aura models use ${only.name}` : 'aura models add FILE.gguf',
    })
  if (only && usable.length === 1) return only
  if (only)
    throw new AuraError('model-missing', 'No model is chosen.', {
      why: `There are ${usable.length}: ${usable.map(({ name }) => name).join(', ')}.`,
      fix: `aura models use ${only.name}`,
    })
  const [broken] = entries
  if (broken?.state === 'broken') throw errorShown(broken.error)
  throw new AuraError('model-missing', 'There is no model yet.', {
    why: 'Aura answers with a GGUF file of Qwen2, Qwen2.5 or Qwen3 on this machine.',
    fix: 'aura models add FILE.gguf',
  })
}
