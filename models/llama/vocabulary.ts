import { byteCharacters } from '../gguf/format.ts'
import type { PromptPart } from './template.ts'

export type Tokenize = (text: string, special: boolean) => readonly number[]

/** The part of a model's vocabulary that prompts and answers need. */
export type Vocabulary = {
  /** Tokens of text that people wrote: no control token can come out of it, however it is spelt. */
  readonly plain: (text: string) => number[]
  readonly prompt: (parts: readonly PromptPart[]) => number[]
  /** The bytes that a token stands for: none for a control token. */
  readonly bytes: (token: number) => Uint8Array
}

// As GGUF numbers them.
const tokenType = { normal: 1, control: 3, userDefined: 4 } as const
const nothing = new Uint8Array()

/** `tokens` and `types` as the GGUF file lists them; byte-level BPE, as in every Qwen model. */
export function createVocabulary(
  tokens: readonly string[],
  types: readonly number[],
  tokenize: Tokenize,
): Vocabulary {
  const byteOf = new Map(byteCharacters.map((character, byte) => [character, byte]))
  const known = new Map<number, Uint8Array>()
  const special = new Set<number>()
  for (const [id, type] of types.entries()) if (type !== tokenType.normal) special.add(id)
  const starts = startsOf([...special].map((id) => tokens[id] ?? ''))

  const spell = (token: number): Uint8Array => {
    const written = tokens[token]
    if (written === undefined) return nothing
    const type = types[token] ?? tokenType.normal
    if (type === tokenType.userDefined) return new TextEncoder().encode(written)
    if (type !== tokenType.normal) return nothing
    return Uint8Array.from(written, (character) => byteOf.get(character) ?? 0x3f)
  }

  // llama.cpp finds user-defined tokens (`<think>`) in plain text too. Cut behind the first character of
  // each, no piece spells one any more.
  const plain = (text: string): number[] => {
    const cuts = starts === undefined ? [] : Array.from(text.matchAll(starts), (match) => match.index)
    const ends = cuts.map((at) => at + String.fromCodePoint(text.codePointAt(at) ?? 0).length)
    const bounds = [0, ...ends, text.length]
    return bounds.slice(1).flatMap((end, index) => tokenize(text.slice(bounds[index], end), false))
  }

  return {
    plain,
    prompt: (parts) =>
      parts.flatMap((part) => (part.type === 'plain' ? plain(part.text) : [...tokenize(part.text, true)])),
    bytes(token) {
      const found = known.get(token)
      if (found !== undefined) return found
      const bytes = spell(token)
      known.set(token, bytes)
      return bytes
    },
  }
}

/** Matches, empty, wherever one of the texts begins. */
function startsOf(texts: readonly string[]): RegExp | undefined {
  const escaped = texts.filter((text) => text !== '').map((text) => RegExp.escape(text))
  return escaped.length === 0 ? undefined : new RegExp(`(?=${escaped.join('|')})`, 'g')
}
