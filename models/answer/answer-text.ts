/** Turns the tokens of an answer into the text that may be shown, piece by piece. */
export type AnswerText = {
  /** The text that became certain by these bytes; `stopped` when a stop string is complete. */
  readonly push: (bytes: Uint8Array) => AnswerPiece
  /** What was held back, once no more comes. */
  readonly end: () => AnswerPiece
}

export type AnswerPiece = { readonly text: string; readonly stopped: boolean }

/** Characters that end in a later token, thoughts, and what may be the start of a stop string are held back. */
export function createAnswerText(stop: readonly string[]): AnswerText {
  const decoder = new TextDecoder()
  const thoughts = createThoughtFilter()
  const stops = createStopFilter(stop)
  return {
    push: (bytes) => stops.push(thoughts.push(decoder.decode(bytes, { stream: true }))),
    end() {
      const rest = stops.push(thoughts.push(decoder.decode()) + thoughts.end())
      return rest.stopped ? rest : { text: rest.text + stops.end(), stopped: false }
    },
  }
}

const thinkStart = '<think>'
const thinkEnd = '</think>'

/** Cuts the `<think>…</think>` with which an answer may begin, and the blank lines after it. */
export function createThoughtFilter(): { push: (text: string) => string; end: () => string } {
  let state: 'start' | 'thinking' | 'after' | 'open' = 'start'
  let held = ''
  const advance = (): string => {
    if (state === 'start') {
      const begun = held.trimStart()
      if (thinkStart.startsWith(begun)) return ''
      state = begun.startsWith(thinkStart) ? 'thinking' : 'open'
    }
    if (state === 'thinking') {
      const end = held.indexOf(thinkEnd)
      if (end < 0) {
        held = held.slice(-thinkEnd.length)
        return ''
      }
      held = held.slice(end + thinkEnd.length)
      state = 'after'
    }
    if (state === 'after') {
      held = held.trimStart()
      if (held === '') return ''
      state = 'open'
    }
    const text = held
    held = ''
    return text
  }
  return {
    push(text) {
      if (state === 'open') return text
      held += text
      return advance()
    },
    // An answer that is only the beginning of `<think>` was none.
    end: () => (state === 'start' ? held : ''),
  }
}

/** Ends a text before the first stop string in it. */
export function createStopFilter(stop: readonly string[]): {
  push: (text: string) => AnswerPiece
  end: () => string
} {
  const stops = stop.filter((text) => text !== '')
  let held = ''
  return {
    push(text) {
      held += text
      const found = stops.map((text) => held.indexOf(text)).filter((index) => index >= 0)
      if (found.length > 0) {
        const before = held.slice(0, Math.min(...found))
        held = ''
        return { text: before, stopped: true }
      }
      const keep = Math.max(0, ...stops.map((text) => heldBack(held, text)))
      const ready = held.slice(0, held.length - keep)
      held = held.slice(held.length - keep)
      return { text: ready, stopped: false }
    },
    end: () => held,
  }
}

/** How much of the end of `text` may be the start of `stop`. */
function heldBack(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (stop.startsWith(text.slice(-length))) return length
  }
  return 0
}
