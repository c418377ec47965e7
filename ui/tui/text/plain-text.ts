// Sequences with a payload (window titles, clipboard, links, graphics) go with their payload, also when the end
// of them is missing; then CSI; then any other escape. One pass: what one removal leaves cannot become another.
const controlSequence = new RegExp(
  [
    '(?:\\u001b[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])[^\\u0007\\u001b\\u009c\\n]*(?:\\u0007|\\u001b\\\\|\\u009c)?',
    '(?:\\u001b\\[|\\u009b)[0-?]*[ -/]*[@-~]?',
    '\\u001b[ -/]*[0-~]?',
  ].join('|'),
  'g',
)
const otherControl = /(?![\n\t])\p{Cc}/gu
/** These reorder what stands after them, so that text can pose as something else. */
const bidiOverride = /[\u202d\u202e]/g
const bidiControl = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g

const tab = '    '

/** The text without anything that a terminal would obey, but for line ends (each becomes `\n`) and tabs. */
export function withoutControls(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(controlSequence, '')
    .replaceAll(otherControl, '')
    .replaceAll(bidiOverride, '')
}

/** Text without control sequences whose width can be told: tabs are spaces. */
export function plainText(text: string): string {
  return withoutControls(text).replaceAll('\t', tab)
}

/** Plain text on one line, for names, previews and titles. */
export function plainLine(text: string): string {
  return plainText(text).replaceAll(bidiControl, '').replaceAll(/\s+/gu, ' ').trim()
}

/** A sequence that sets colours or weight. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
export const styleSequence = /\u001b\[[0-9;]*m/g

/** Of the control sequences in `text`, only those for colour and weight are left. */
export function onlyStyles(text: string): string {
  const styles = text.match(styleSequence) ?? []
  return text
    .split(styleSequence)
    .map((part, index) => plainText(part) + (styles[index] ?? ''))
    .join('')
}
