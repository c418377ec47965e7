import type { Clock } from '../core/clock.ts'
import type { Log, LogEntry } from '../core/log.ts'

const levels: readonly LogEntry['level'][] = ['debug', 'info', 'warn', 'error']

/** Writes entries of `level` and above, one a line: JSON for machines, or `time level event field=value`. */
export function createLog(options: {
  readonly write: (line: string) => void
  readonly format: 'pretty' | 'json'
  readonly level: LogEntry['level']
  readonly clock: Clock
}): Log {
  const least = levels.indexOf(options.level)
  return (entry) => {
    if (levels.indexOf(entry.level) < least) return
    const time = new Date(options.clock.now()).toISOString()
    options.write(
      options.format === 'json' ? `${JSON.stringify({ time, ...entry })}\n` : prettyLine(time, entry),
    )
  }
}

function prettyLine(time: string, { level, event, ...fields }: LogEntry): string {
  const shown = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${String(value)}`)
  return `${time.slice(11, 19)} ${level.padEnd(5)} ${event}${shown.join('')}\n`
}
