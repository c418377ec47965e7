/** One line of the log. Fields never hold message text, secrets or addresses of people. */
export type LogEntry = {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  /** What happened, in a few constant words. */
  readonly event: string
  readonly [field: string]: string | number | boolean | undefined
}

export type Log = (entry: LogEntry) => void
