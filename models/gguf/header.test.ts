import { afterAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuraError } from '../../core/errors.ts'
import { writeGguf } from '../fixtures/gguf-writer.ts'
import { writeCorruptGguf, writeQwen, writeTruncatedQwen } from '../fixtures/qwen.ts'
import { readModelHeader } from './header.ts'

const directory = mkdtempSync(join(tmpdir(), 'aura-gguf-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const path = (name: string) => join(directory, name)

/** A file of these 32- and 64-bit numbers after the magic number, and then `rest` zero bytes. */
function hostile(name: string, numbers: readonly (number | bigint)[], rest = 64): string {
  const bytes = new Uint8Array(4096 + rest)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode('GGUF'))
  let at = 4
  for (const number of numbers) {
    if (typeof number === 'bigint') view.setBigUint64(at, number, true)
    else view.setUint32(at, number, true)
    at += typeof number === 'bigint' ? 8 : 4
  }
  writeFileSync(path(name), bytes.subarray(0, at + rest))
  return path(name)
}

function made(file: string, make: (file: string) => void): string {
  make(file)
  return file
}

const most = 0xffff_ffff_ffff_ffffn

describe('the header of a model', () => {
  test('is read', async () => {
    writeQwen(path('qwen3.gguf'), { name: 'Little One', weights: 'q8_0' })
    expect(await readModelHeader(path('qwen3.gguf'))).toEqual({
      architecture: 'qwen3',
      title: 'Little One',
      contextLength: 2048,
      blockCount: 2,
      embeddingLength: 64,
      headCount: 4,
      headCountKv: 2,
      keyLength: 16,
      valueLength: 16,
      vocabularySize: 821,
      quantisation: 'Q8_0',
      hasChatTemplate: true,
      sizeBytes: readFileSync(path('qwen3.gguf')).length,
    })
  })

  test('of Qwen2 is read, with or without a chat template', async () => {
    writeQwen(path('qwen2.gguf'), { architecture: 'qwen2', template: 'none' })
    expect(await readModelHeader(path('qwen2.gguf'))).toMatchObject({
      architecture: 'qwen2',
      hasChatTemplate: false,
    })
  })

  test('may be long: a vocabulary of 152k tokens', async () => {
    const tokens = Array.from({ length: 300_000 }, (_, index) => `a token that is not short ${index}`)
    writeGguf(
      path('long.gguf'),
      new Map([
        ['general.architecture', { type: 'string', value: 'qwen3' }],
        ['tokenizer.ggml.tokens', { type: 'strings', value: tokens }],
        ['qwen3.context_length', { type: 'uint32', value: 4096 }],
        ['qwen3.block_count', { type: 'uint32', value: 1 }],
        ['qwen3.embedding_length', { type: 'uint32', value: 64 }],
        ['qwen3.attention.head_count', { type: 'uint32', value: 4 }],
      ]),
      [],
    )
    expect((await readModelHeader(path('long.gguf'))).vocabularySize).toBe(300_000)
  })
})

describe('a file is refused', () => {
  const cases: readonly (readonly [string, string, () => string])[] = [
    ['that is not there', 'model-missing', () => path('nowhere.gguf')],
    ['that is a directory', 'model-invalid', () => made(path('directory.gguf'), (path) => mkdirSync(path))],
    ['that is empty', 'model-invalid', () => made(path('empty.gguf'), (path) => writeFileSync(path, ''))],
    ['that is text', 'model-invalid', () => made(path('t.gguf'), (path) => writeFileSync(path, 'Not found'))],
    ['that is noise', 'model-invalid', () => made(path('noise.gguf'), (path) => writeCorruptGguf(path))],
    ['that is cut', 'model-invalid', () => made(path('cut.gguf'), (path) => writeTruncatedQwen(path))],
    ['of version 1', 'model-invalid', () => hostile('v1.gguf', [1, 0n, 0n])],
    ['of a later version', 'model-invalid', () => hostile('v4.gguf', [4, 0n, 0n])],
    ['that claims endless tensors', 'model-invalid', () => hostile('tensors.gguf', [3, most, 0n])],
    ['that claims endless entries', 'model-invalid', () => hostile('entries.gguf', [3, 0n, most])],
    ['that claims an endless key', 'model-invalid', () => hostile('key.gguf', [3, 0n, 1n, most])],
    ['that claims an endless text', 'model-invalid', () => hostile('text.gguf', [3, 0n, 1n, 0n, 8, most])],
    ['that claims an endless list', 'model-invalid', () => hostile('list.gguf', [3, 0n, 1n, 0n, 9, 8, most])],
    [
      'that claims a list as long as it could just be',
      'model-invalid',
      () => hostile('full.gguf', [3, 0n, 1n, 0n, 9, 0, 8_000n]),
    ],
    ['that nests lists', 'model-invalid', () => hostile('nested.gguf', [3, 0n, 1n, 0n, 9, 9, 1n])],
    ['with a value of no type', 'model-invalid', () => hostile('type.gguf', [3, 0n, 1n, 0n, 77])],
    ['that names no architecture', 'model-invalid', () => hostile('nameless.gguf', [3, 0n, 0n])],
    [
      'with a tensor beyond measure',
      'model-invalid',
      () => hostile('huge.gguf', [3, 1n, 0n, 0n, 4, 1n << 40n, 1n << 40n, 1n, 1n, 0, 0n]),
    ],
    ['with a tensor of 999 dimensions', 'model-invalid', () => hostile('dims.gguf', [3, 1n, 0n, 0n, 999])],
  ]
  for (const [name, kind, make] of cases) {
    test(`${name}: ${kind}`, async () => {
      await expect(readModelHeader(make())).rejects.toMatchObject({ name: 'AuraError', kind })
    })
  }

  test('of another architecture, which is named without its control characters', async () => {
    writeQwen(path('other.gguf'), { architecture: 'llama\u001b[31m' })
    const refused = await readModelHeader(path('other.gguf')).catch((error: unknown) => error)
    if (!(refused instanceof AuraError)) throw new Error('It was not refused')
    expect(refused.kind).toBe('model-unsupported')
    expect(refused.why).toContain('"llama?[31m"')
    expect(refused.why).toContain('qwen3moe')
  })

  test('wherever a sound one is cut, and never as anything but a broken model', async () => {
    writeQwen(path('whole.gguf'))
    const whole = readFileSync(path('whole.gguf'))
    for (let length = 0; length < whole.length; length = Math.floor(length * 1.3) + 1) {
      writeFileSync(path('part.gguf'), whole.subarray(0, length))
      await expect(readModelHeader(path('part.gguf'))).rejects.toMatchObject({ kind: 'model-invalid' })
    }
  })
})

test('the same fixture is the same bytes, another seed is not', () => {
  const bytes = (seed: number) => {
    writeQwen(path('seeded.gguf'), { seed })
    return Bun.hash(readFileSync(path('seeded.gguf')))
  }
  expect(bytes(1)).toBe(bytes(1))
  expect(bytes(1)).not.toBe(bytes(2))
})
