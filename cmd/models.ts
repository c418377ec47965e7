import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { AuraError } from '../core/errors.ts'
import { type CatalogEntry, createCatalog } from '../models/catalog.ts'
import { readModelHeader } from '../models/gguf/header.ts'
import type { CommandContext } from './context.ts'
import { systemPorts } from './deps.ts'
import { exitCode } from './exit-code.ts'
import { loadConfig, modelsDirectory } from './load-config.ts'
import { dataFile, openData } from './open-data.ts'
import { printResult } from './output.ts'
import { selectModel } from './select-model.ts'

/** `aura models list`: what is in the models folder, and which one answers. Makes nothing. */
export async function runModelsList(context: CommandContext): Promise<number> {
  const { entries, chosen } = await lookAtModels(context)
  const data = entries.map((entry) => ({ ...entry, inUse: entry.name === chosen.name }))
  const human = data.length
    ? data.map(modelLine).join('\n')
    : 'No models yet.\nAdd a GGUF file of Qwen2, Qwen2.5 or Qwen3: aura models add FILE.gguf'
  const warnings = data.length > 0 && chosen.problem ? [chosen.problem] : []
  printResult(context, 'aura.models.list/1', data, human, warnings)
  return exitCode.ok
}

type Chosen = { readonly name?: string; readonly problem?: string }

async function lookAtModels(
  context: CommandContext,
): Promise<{ readonly entries: readonly CatalogEntry[]; readonly chosen: Chosen }> {
  const config = loadConfig(context)
  if (!existsSync(dataFile(config.dataDirectory)))
    return { entries: await createCatalog({ directory: modelsDirectory(config) }).list(), chosen: {} }
  await using opened = openModels(context)
  return { entries: await opened.catalog.list(), chosen: await chosenModel(opened) }
}

/** `aura models add FILE`: checks the file and puts it into the models folder. */
export async function runModelsAdd(
  options: { readonly file: string; readonly link?: boolean },
  context: CommandContext,
): Promise<number> {
  const file = resolve(options.file)
  if (!existsSync(file))
    throw new AuraError('not-found', `There is no file ${file}.`, {
      why: 'The path is wrong, or the file was moved.',
      fix: 'Check the path and add it again: aura models add FILE.gguf',
    })
  await using opened = openModels(context)
  const entry = await opened.catalog.add(file, { link: options.link === true })
  // The first model is the one that answers, and so is the first after the chosen one is gone: nobody adds it for
  // anything else.
  const before = await opened.store.settings.get('model')
  const chosen = before === undefined ? undefined : (await opened.catalog.lookUp(before))?.name
  if (chosen === undefined) await opened.store.settings.set('model', entry.name)
  const inUse = (chosen ?? entry.name) === entry.name
  const next = inUse ? 'It is the model that answers.' : `Let it answer: aura models use ${entry.name}`
  printResult(context, 'aura.models.add/1', { ...entry, inUse }, `Added ${entry.name}.\n${next}`)
  return exitCode.ok
}

/** `aura models use NAME`: chooses the model that answers; a running daemon changes over by itself. */
export async function runModelsUse(
  options: { readonly name: string },
  context: CommandContext,
): Promise<number> {
  await using opened = openModels(context)
  const model = await opened.catalog.find(options.name.replace(/\.gguf$/i, ''))
  // One that cannot be loaded is not chosen: the one that answers now would stop for nothing.
  await readModelHeader(model.path)
  await opened.store.settings.set('model', model.name)
  printResult(
    context,
    'aura.models.use/1',
    { name: model.name },
    `${model.name} answers from the next message on.`,
  )
  return exitCode.ok
}

function openModels(context: CommandContext) {
  const config = loadConfig(context)
  const { store, [Symbol.asyncDispose]: dispose } = openData(config, context.env, systemPorts)
  return {
    store,
    catalog: createCatalog({ directory: modelsDirectory(config) }),
    [Symbol.asyncDispose]: dispose,
  }
}

/** The model that would answer now, or what keeps one from it. */
async function chosenModel({ catalog, store }: ReturnType<typeof openModels>): Promise<Chosen> {
  try {
    return { name: (await selectModel(catalog, store)).name }
  } catch (error) {
    if (!(error instanceof AuraError)) throw error
    return { problem: `nothing answers: ${error.message} Fix: ${error.fix ?? 'aura doctor'}` }
  }
}

function modelLine(entry: CatalogEntry & { readonly inUse: boolean }): string {
  const mark = entry.inUse ? '●' : ' '
  if (entry.state === 'broken') return `${mark} ${entry.name}  cannot be used: ${entry.error.message}`
  const { architecture, quantisation, sizeBytes, contextLength } = entry.header
  const size =
    sizeBytes < 2 ** 30
      ? `${(sizeBytes / 2 ** 20).toFixed(1)} MiB`
      : `${(sizeBytes / 2 ** 30).toFixed(2)} GiB`
  return `${mark} ${entry.name}  ${architecture} ${quantisation}  ${size}  trained for ${contextLength} tokens`
}
