/** Middle value; of an even number the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export type Row = {
  readonly what: string
  readonly unit: 'ms' | 'MiB' | 'µs' | 'tokens/s'
  readonly ours: readonly number[]
  /** The peer measured in the same run, in turn with ours. */
  readonly peer: readonly number[]
  readonly goal?: number
}

/** Prints medians, the ratio of each to its peer, and whether the goal was met. */
export function printRows(peerName: string, rows: readonly Row[]): void {
  console.log(`peer: ${peerName}`)
  for (const { what, unit, ours, peer, goal } of rows) {
    const [own, other] = [median(ours), median(peer)]
    const numbers = `${own.toFixed(1)} ${unit}  peer ${other.toFixed(1)} ${unit}  ratio ${(own / other).toFixed(2)}`
    const verdict = goal === undefined ? '' : `  goal ${goal} ${unit}: ${own <= goal ? 'met' : 'missed'}`
    console.log(`${what.padEnd(34)} ${numbers}  n=${ours.length}${verdict}`)
  }
}
