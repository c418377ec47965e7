import { stat } from 'node:fs/promises'
import { AuraError } from '../../core/errors.ts'

/** A model file that someone chose. */
export type SelectedModel = { readonly name: string; readonly path: string }

/** A chosen file as it was when it was chosen: another file under the same name is another model. */
export type ModelVersion = SelectedModel & { readonly version: string }

/** Rejects with `model-missing` when the file is gone. */
export async function pinVersion(model: SelectedModel): Promise<ModelVersion> {
  try {
    const { ino, size, mtimeMs } = await stat(model.path)
    return { ...model, version: `${ino}:${size}:${mtimeMs}` }
  } catch (cause) {
    throw new AuraError('model-missing', `The file of the model "${model.name}" is not there.`, {
      why: 'It was moved, renamed or deleted.',
      fix: 'Put it back, or choose another one: aura models list, then aura models use NAME.',
      cause,
    })
  }
}

export function isSame(a: ModelVersion, b: ModelVersion): boolean {
  return a.path === b.path && a.version === b.version
}
