import { type FileHandle, open } from 'node:fs/promises'
import { AuraError } from '../../core/errors.ts'
import { fileTypeNames } from './format.ts'
import { type GgufFile, HeaderBroken, HeaderIncomplete, parseGguf } from './parse.ts'

export const supportedArchitectures = ['qwen2', 'qwen2moe', 'qwen3', 'qwen3moe'] as const

/** What a GGUF file says about its model. Lengths in tokens, sizes in bytes. */
export type ModelHeader = {
  readonly architecture: (typeof supportedArchitectures)[number]
  /** As its makers call it; undefined when the file does not say. */
  readonly title: string | undefined
  /** Tokens that the model was trained to see at once. */
  readonly contextLength: number
  readonly blockCount: number
  readonly embeddingLength: number
  readonly headCount: number
  readonly headCountKv: number
  readonly keyLength: number
  readonly valueLength: number
  readonly vocabularySize: number
  /** `Q4_K_M` and the like; `unknown` when the file does not say. */
  readonly quantisation: string
  readonly hasChatTemplate: boolean
  readonly sizeBytes: number
}

const firstReadBytes = 8 * 1024 * 1024
const largestHeaderBytes = 128 * 1024 * 1024
/** Above any length or count that a model has. */
const largestDimension = 2 ** 31

/** Reads and checks the header of a GGUF file, in time and memory bounded by 128 MiB whatever the file claims.
 * Rejects with `model-missing` (no such file), `model-invalid` (not GGUF, corrupt, truncated, unreadable) or
 * `model-unsupported` (a model that Aura cannot run). */
export async function readModelHeader(path: string): Promise<ModelHeader> {
  const file = await openModel(path)
  try {
    const { size: sizeBytes } = await file.stat()
    return describe(await readHeader(file, sizeBytes), sizeBytes)
  } finally {
    await file.close()
  }
}

async function openModel(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r')
    if ((await file.stat()).isFile()) return file
    await file.close()
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      throw new AuraError('model-missing', 'The model file is not there.', {
        why: 'It was moved, renamed or deleted.',
        fix: 'aura models list',
        cause,
      })
    }
    throw new AuraError('model-invalid', 'The model file cannot be read.', {
      why: 'The system refused to open it.',
      fix: 'Check that your account may read the file.',
      cause,
    })
  }
  throw notGguf('It is not a regular file.')
}

async function readHeader(file: FileHandle, sizeBytes: number): Promise<GgufFile> {
  for (let length = firstReadBytes; ; length *= 4) {
    const bytes = await readStart(file, Math.min(length, sizeBytes))
    try {
      return parseGguf(bytes, sizeBytes)
    } catch (error) {
      if (error instanceof HeaderBroken) throw notGguf(error.message)
      if (!(error instanceof HeaderIncomplete)) throw error
      if (bytes.length >= sizeBytes) throw truncated()
      if (bytes.length >= largestHeaderBytes) throw notGguf('Its header is larger than any model needs.')
    }
  }
}

async function readStart(file: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  return bytes.subarray(0, read)
}

function describe(gguf: GgufFile, sizeBytes: number): ModelHeader {
  const architecture = gguf.text('general.architecture')
  if (architecture === undefined) throw notGguf('It does not name its architecture.')
  const supported = supportedArchitectures.find((name) => name === architecture)
  if (supported === undefined) {
    throw new AuraError('model-unsupported', 'This model is of a kind that Aura does not run.', {
      why: `Its architecture is "${printable(architecture)}"; Aura runs ${supportedArchitectures.join(', ')}.`,
      fix: 'Choose a Qwen2, Qwen2.5 or Qwen3 model in GGUF format.',
    })
  }
  if ((gguf.number('split.count') ?? 1) > 1) {
    throw new AuraError('model-unsupported', 'This model is split over several files.', {
      why: 'Aura runs models that are one file.',
      fix: 'Join the parts with llama-gguf-split --merge, then add the result.',
    })
  }
  if (gguf.dataEnd > sizeBytes) throw truncated()
  const optional = (key: string): number | undefined => {
    const value = gguf.number(`${supported}.${key}`)
    if (value === undefined || (Number.isInteger(value) && value > 0 && value <= largestDimension))
      return value
    throw notGguf(`Its header gives an impossible ${supported}.${key}.`)
  }
  const required = (key: string): number => {
    const value = optional(key)
    if (value === undefined) throw notGguf(`Its header lacks ${supported}.${key}.`)
    return value
  }
  const embeddingLength = required('embedding_length')
  const headCount = required('attention.head_count')
  const headLength = Math.floor(embeddingLength / headCount)
  const fileType = gguf.number('general.file_type')
  return {
    architecture: supported,
    title: gguf.text('general.name'),
    contextLength: required('context_length'),
    blockCount: required('block_count'),
    embeddingLength,
    headCount,
    headCountKv: optional('attention.head_count_kv') ?? headCount,
    keyLength: optional('attention.key_length') ?? headLength,
    valueLength: optional('attention.value_length') ?? headLength,
    vocabularySize: gguf.arrayLength('tokenizer.ggml.tokens') ?? 0,
    quantisation: (fileType === undefined ? undefined : fileTypeNames.get(fileType)) ?? 'unknown',
    hasChatTemplate: gguf.text('tokenizer.chat_template') !== undefined,
    sizeBytes,
  }
}

/** Untrusted text for an error line: short and without control characters. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)
}

function notGguf(why: string): AuraError {
  return new AuraError('model-invalid', 'This file is not a usable GGUF model.', {
    why,
    fix: 'Download the model again, or choose another file that ends in .gguf.',
  })
}

function truncated(): AuraError {
  return new AuraError('model-invalid', 'This model file is not complete.', {
    why: 'It ends before its tensors do, as after a broken download.',
    fix: 'Download the model again and compare its size with the source.',
  })
}
