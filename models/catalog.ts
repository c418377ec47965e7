import {
  constants,
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isDiskFull } from '../core/disk-full.ts'
import { AuraError, type ShownError, shownError } from '../core/errors.ts'
import { type ModelHeader, readModelHeader } from './gguf/header.ts'
import { sameContent } from './same-content.ts'

export type ModelFile = {
  /** The file's name without `.gguf`. */
  readonly name: string
  readonly path: string
}

export type CatalogEntry = ModelFile &
  (
    | { readonly state: 'usable'; readonly header: ModelHeader }
    /** It is there but cannot be run; the error says why. */
    | { readonly state: 'broken'; readonly sizeBytes: number | undefined; readonly error: ShownError }
  )

/** The GGUF files of one folder. Errors are AuraErrors. */
export type Catalog = {
  /** By name. A folder that is not there holds nothing. */
  readonly list: () => Promise<readonly CatalogEntry[]>
  /** Takes a model in after checking its header: as a hard link, else as a copy, or with `link` as a symbolic
   * link that leaves the file where it is. Adding the same file again changes nothing. Rejects with the errors
   * of `readModelHeader`, `conflict` when the name stands for another model, `disk-full` or `unavailable`. */
  readonly add: (
    file: string,
    options?: { readonly link?: boolean },
  ) => Promise<ModelFile & { header: ModelHeader }>
  /** As `find`, but undefined when there is none. */
  readonly lookUp: (name: string) => Promise<ModelFile | undefined>
  /** Rejects with `model-missing`, naming the nearest names. The file itself is not opened. */
  readonly find: (name: string) => Promise<ModelFile>
}

const extension = '.gguf'

export function createCatalog({ directory }: { readonly directory: string }): Catalog {
  const names = async (): Promise<string[]> => {
    const files = await readdir(directory).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return []
      throw unavailable('The folder of the models cannot be read.', error)
    })
    return files
      .filter((file) => file.endsWith(extension) && !file.startsWith('.'))
      .map((file) => file.slice(0, -extension.length))
      .sort()
  }
  const modelNamed = (name: string): ModelFile => ({ name, path: join(directory, name + extension) })

  return {
    async list() {
      const models = (await names()).map(modelNamed)
      return await Promise.all(models.map(describe))
    },
    async lookUp(name) {
      return (await names()).includes(name) ? modelNamed(name) : undefined
    },
    async find(name) {
      const known = await names()
      if (known.includes(name)) return modelNamed(name)
      throw new AuraError('model-missing', `There is no model named "${printable(name)}".`, {
        why: known.length === 0 ? 'No model was added yet.' : `Nearest: ${nearest(name, known).join(', ')}.`,
        fix: known.length === 0 ? 'aura models add FILE.gguf' : 'aura models list',
      })
    },
    async add(file, { link: linked = false } = {}) {
      const header = await readModelHeader(file)
      const source = await realpath(file)
      const model = modelNamed(nameOf(file))
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 })
        if (!(await isTaken(model, source))) {
          await (linked ? symlink(source, model.path) : takeIn(source, model.path))
        }
      } catch (error) {
        throw error instanceof AuraError ? error : cannotAdd(error)
      }
      return { ...model, header }
    },
  }
}

async function describe(model: ModelFile): Promise<CatalogEntry> {
  try {
    return { ...model, state: 'usable', header: await readModelHeader(model.path) }
  } catch (error) {
    if (!(error instanceof AuraError)) throw error
    const sizeBytes = await stat(model.path).then(
      ({ size }) => size,
      () => undefined,
    )
    return { ...model, state: 'broken', sizeBytes, error: shownError(error) }
  }
}

function nameOf(file: string): string {
  const base = basename(file)
  const name = base.endsWith(extension) ? base.slice(0, -extension.length) : base
  if (name !== '' && !name.startsWith('.') && printable(name) === name) return name
  throw new AuraError('invalid-input', "The file's name cannot be the name of a model.", {
    why: 'It begins with a dot or holds characters that cannot be shown.',
    fix: 'Rename the file, then add it again.',
  })
}

/** Whether the model is there already. Throws `conflict` when something else is. */
async function isTaken(model: ModelFile, source: string): Promise<boolean> {
  const there = await realpath(model.path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (there === undefined) {
    // A symbolic link whose target is gone makes place for the model.
    await rm(model.path, { force: true })
    return false
  }
  if (there === source || (await sameContent(there, source))) return true
  throw new AuraError('conflict', `There is another model named "${model.name}".`, {
    why: 'The two files differ.',
    fix: 'Rename the new file, then add it again.',
  })
}

async function takeIn(source: string, target: string): Promise<void> {
  try {
    await link(source, target)
  } catch (error) {
    // Another file system, or one without hard links. A name that was taken meanwhile is no reason to copy.
    if (codeOf(error) === 'EEXIST') throw error
    await copyIn(source, target)
  }
}

/** The target appears whole or not at all, also when the machine loses power. */
async function copyIn(source: string, target: string): Promise<void> {
  const part = `${target}.${process.pid}.part`
  try {
    await copyFile(source, part, constants.COPYFILE_FICLONE)
    const file = await open(part, 'r+')
    try {
      await file.chmod(0o600)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, target)
  } finally {
    await rm(part, { force: true })
  }
}

function cannotAdd(cause: unknown): AuraError {
  if (isDiskFull(cause)) {
    return new AuraError('disk-full', 'The model does not fit on the disk.', {
      why: 'Its folder lies on another file system than the file, so it has to be copied.',
      fix: 'Free some space, or add it with --link to leave it where it is.',
      cause,
    })
  }
  return unavailable('The model cannot be put into the folder of the models.', cause)
}

function unavailable(message: string, cause: unknown): AuraError {
  return new AuraError('unavailable', message, {
    why: `The system said ${codeOf(cause) ?? 'no'}.`,
    fix: 'Check that your account may write there: aura doctor.',
    cause,
  })
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** What a person typed or a disk holds, fit for a line of text. */
function printable(text: string): string {
  return text.replace(/\p{C}/gu, '?').slice(0, 200)
}

const mostNearest = 3

function nearest(name: string, known: readonly string[]): readonly string[] {
  return known
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostNearest)
    .map(({ candidate }) => printable(candidate))
}

/** Least number of letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
