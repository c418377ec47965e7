import type { Log } from '../core/log.ts'
import type { RuntimeLogEntry } from '../models/llama/llama-runtime.ts'

/** Lines of a crash's output that go into the log. */
const shownOutputLines = 20

/** Writes what happens to the model runtime into the log of the daemon. */
export function runtimeLog(log: Log): (entry: RuntimeLogEntry) => void {
  return (entry) => {
    const { model } = entry
    switch (entry.event) {
      case 'started':
        return log({ level: 'debug', event: 'runtime started', model, pid: entry.pid })
      case 'loaded':
        return log({ level: 'info', event: 'model loaded', model, ms: Math.round(entry.durationMs) })
      case 'load-failed':
        return log({ level: 'error', event: 'model not loaded', model, detail: entry.detail })
      case 'request-failed':
        return log({ level: 'warn', event: 'reply failed', model, detail: entry.detail })
      case 'settling-failed':
        return log({ level: 'warn', event: 'computing ahead failed', model, detail: entry.detail })
      case 'crashed': {
        const { exitCode, signal, output } = entry.exit
        const lines = output.trim().split('\n').slice(-shownOutputLines).join(' | ')
        return log({
          level: 'error',
          event: 'runtime crashed',
          model,
          pid: entry.pid,
          exitCode,
          signal,
          output: lines,
        })
      }
      default:
        return entry satisfies never
    }
  }
}
