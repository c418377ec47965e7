import type { Background } from './theme.ts'

type TerminalInput = {
  readonly setRawMode: (raw: boolean) => unknown
  readonly on: (event: 'readable', listener: () => void) => unknown
  readonly off: (event: 'readable', listener: () => void) => unknown
  readonly read: () => Uint8Array | string | null
  readonly unshift: (chunk: Buffer) => unknown
}

type TerminalOutput = { readonly write: (text: string) => unknown }

/** OSC 11 asks for the background. Not every terminal knows that; each answers what follows (DA1: which kind are
 * you?), so its answer tells that no other one will come. */
const question = '\u001b]11;?\u001b\\\u001b[c'

/** Asks the terminal whether its background is light or dark; `unknown` when it does not say within `timeoutMs`.
 * What was typed meanwhile is given back to the input. */
export async function askBackground(
  input: TerminalInput,
  output: TerminalOutput,
  timeoutMs: number,
): Promise<Background> {
  const decoder = new TextDecoder()
  let received = ''
  const { promise, resolve } = Promise.withResolvers<void>()
  // Read as Ink reads afterwards: a stream of Bun that was once made to flow does not tell `readable` again.
  const onReadable = () => {
    for (let chunk = input.read(); chunk !== null; chunk = input.read())
      received += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    if (readAnswers(received).isComplete) resolve()
  }
  const timer = setTimeout(resolve, timeoutMs)
  input.setRawMode(true)
  input.on('readable', onReadable)
  output.write(question)
  try {
    await promise
  } finally {
    clearTimeout(timer)
    input.off('readable', onReadable)
    input.setRawMode(false)
  }
  const { background, typed } = readAnswers(received)
  if (typed !== '') input.unshift(Buffer.from(typed))
  return background
}

export type Answers = {
  readonly background: Background
  /** The last answer is there. */
  readonly isComplete: boolean
  /** What is left: keys that a person pressed. */
  readonly typed: string
}

const colorAnswer =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: answers of a terminal are escape sequences
  /\u001b\]11;rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})[^\u0007\u001b]*(?:\u0007|\u001b\\)/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: answers of a terminal are escape sequences
const kindAnswer = /\u001b\[\?[\d;]*c/

/** Takes the answers out of what came from a terminal. */
export function readAnswers(received: string): Answers {
  const [, ...channels] = colorAnswer.exec(received) ?? []
  const [red = 0, green = 0, blue = 0] = channels.map(
    (hex) => Number.parseInt(hex, 16) / (16 ** hex.length - 1),
  )
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return {
    background: channels.length < 3 ? 'unknown' : luminance > 0.5 ? 'light' : 'dark',
    isComplete: kindAnswer.test(received),
    typed: received.replace(colorAnswer, '').replace(kindAnswer, ''),
  }
}
