/** Whether output may carry colours: at a terminal that can draw them, or anywhere with FORCE_COLOR (not empty and
 * not 0); never with NO_COLOR or `--no-color`. */
export function wantsColor(options: {
  /** False with `--no-color`. */
  readonly flag: boolean
  readonly isTerminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = options.env
  if (!options.flag || NO_COLOR) return false
  if (FORCE_COLOR && FORCE_COLOR !== '0') return true
  return options.isTerminal && TERM !== 'dumb'
}
