import { defaultAlignment, ggufMagic, tensorLayouts, valueSizeBytes, valueType } from './format.ts'

/** The bytes at hand end before the header does. */
export class HeaderIncomplete extends Error {}
/** The header says what no GGUF file can say. The message is safe to show. */
export class HeaderBroken extends Error {}

export type GgufFile = {
  readonly version: number
  readonly tensorCount: number
  /** Where the last tensor ends: the least size of a whole file, in bytes. */
  readonly dataEnd: number
  readonly text: (key: string) => string | undefined
  readonly number: (key: string) => number | undefined
  readonly arrayLength: (key: string) => number | undefined
}

type Value =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'number'; readonly number: number }
  | { readonly type: 'array'; readonly length: number }

const mostEntries = 10_000
const mostTensors = 100_000
const mostDimensions = 4
const longestKeyBytes = 65_535
const longestTextBytes = 4 * 1024 * 1024

/** Parses the header at the start of `bytes`. Array elements are walked over, not kept. `fileSizeBytes` bounds
 * every count, so a lying one is refused before it costs anything. Throws HeaderIncomplete or HeaderBroken. */
export function parseGguf(bytes: Uint8Array, fileSizeBytes: number): GgufFile {
  const cursor = makeCursor(bytes, fileSizeBytes)
  if (fileSizeBytes < 4 || cursor.uint32() !== ggufMagic)
    throw new HeaderBroken('It does not begin as GGUF files do.')
  const version = cursor.uint32()
  if (version !== 2 && version !== 3) throw new HeaderBroken('Its GGUF version is not 2 or 3.')
  const tensorCount = cursor.count(mostTensors)
  const entryCount = cursor.count(mostEntries)
  const values = new Map<string, Value>()
  for (let i = 0; i < entryCount; i++) {
    const key = cursor.text(longestKeyBytes)
    values.set(key, readValue(cursor, cursor.uint32()))
  }
  const number = (key: string) => {
    const value = values.get(key)
    return value?.type === 'number' ? value.number : undefined
  }
  const ends = Array.from({ length: tensorCount }, () => readTensorEnd(cursor))
  const alignment = number('general.alignment') ?? defaultAlignment
  if (alignment < 1 || alignment > 1 << 20) throw new HeaderBroken('Its alignment is not possible.')
  const dataStart = Math.ceil(cursor.position() / alignment) * alignment
  return {
    version,
    tensorCount,
    dataEnd: ends.reduce((end, tensor) => Math.max(end, dataStart + tensor), dataStart),
    number,
    text(key) {
      const value = values.get(key)
      return value?.type === 'text' ? value.text : undefined
    },
    arrayLength(key) {
      const value = values.get(key)
      return value?.type === 'array' ? value.length : undefined
    },
  }
}

function readValue(cursor: Cursor, type: number): Value {
  if (type === valueType.string) return { type: 'text', text: cursor.text(longestTextBytes) }
  if (type !== valueType.array) return { type: 'number', number: cursor.scalar(type) }
  const element = cursor.uint32()
  if (element === valueType.array) throw new HeaderBroken('It nests lists, which no model does.')
  const size = valueSizeBytes.get(element)
  // A text takes at least the eight bytes of its length.
  const length = cursor.count(Math.floor(cursor.fileSizeBytes / (size ?? 8)))
  if (size !== undefined) cursor.skip(length * size)
  else if (element === valueType.string)
    for (let i = 0; i < length; i++) cursor.skip(cursor.count(longestTextBytes))
  else throw new HeaderBroken('It holds a value of an unknown type.')
  return { type: 'array', length }
}

/** The end of one tensor, in bytes from the start of the data. */
function readTensorEnd(cursor: Cursor): number {
  cursor.text(longestKeyBytes)
  const dimensions = cursor.uint32()
  if (dimensions > mostDimensions) throw new HeaderBroken('A tensor has too many dimensions.')
  let weights = 1
  for (let i = 0; i < dimensions; i++) weights *= cursor.count(Number.MAX_SAFE_INTEGER)
  if (!Number.isSafeInteger(weights)) throw new HeaderBroken('A tensor is impossibly large.')
  const layout = tensorLayouts.get(cursor.uint32())
  const offset = cursor.count(Number.MAX_SAFE_INTEGER)
  // A type that is newer than this table: llama.cpp decides; only its start can be checked here.
  const end = offset + (layout ? Math.ceil(weights / layout.blockWeights) * layout.blockBytes : 0)
  if (!Number.isSafeInteger(end)) throw new HeaderBroken('A tensor is impossibly large.')
  return end
}

type Cursor = ReturnType<typeof makeCursor>

const decoder = new TextDecoder()

function makeCursor(bytes: Uint8Array, fileSizeBytes: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const take = (length: number): number => {
    const start = at
    at += length
    if (at > fileSizeBytes || at > bytes.length) throw new HeaderIncomplete()
    return start
  }
  const count = (most: number): number => {
    const value = view.getBigUint64(take(8), true)
    if (value > BigInt(most)) throw new HeaderBroken('Its header counts more than a model can have.')
    return Number(value)
  }
  return {
    fileSizeBytes,
    position: () => at,
    uint32: () => view.getUint32(take(4), true),
    count,
    skip: (length: number) => void take(length),
    text(longestBytes: number): string {
      const length = count(longestBytes)
      const start = take(length)
      return decoder.decode(bytes.subarray(start, start + length))
    },
    scalar(type: number): number {
      switch (type) {
        case valueType.uint8:
        case valueType.bool:
          return view.getUint8(take(1))
        case valueType.int8:
          return view.getInt8(take(1))
        case valueType.uint16:
          return view.getUint16(take(2), true)
        case valueType.int16:
          return view.getInt16(take(2), true)
        case valueType.uint32:
          return view.getUint32(take(4), true)
        case valueType.int32:
          return view.getInt32(take(4), true)
        case valueType.float32:
          return view.getFloat32(take(4), true)
        case valueType.uint64:
          return Number(view.getBigUint64(take(8), true))
        case valueType.int64:
          return Number(view.getBigInt64(take(8), true))
        case valueType.float64:
          return view.getFloat64(take(8), true)
        default:
          throw new HeaderBroken('It holds a value of an unknown type.')
      }
    },
  }
}
