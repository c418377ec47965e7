/** The first sentence of a text, for one line. */
export function firstSentence(text: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(text.trim())
  return first?.segment.trim() ?? ''
}
