/** What every command gets: its whole view of the terminal and the environment. */
export type CommandContext = {
  /** Results. Nothing else may go there, so that output can be piped. */
  readonly stdout: (text: string) => void
  /** Progress, hints and errors. */
  readonly stderr: (text: string) => void
  /** `--json`: the result is one envelope on stdout, see output.ts. */
  readonly json: boolean
  /** A person sits at a terminal and may be asked (not with `--no-input`). */
  readonly interactive: boolean
  /** stdout may carry colours. */
  readonly color: boolean
  readonly verbosity: 'quiet' | 'normal' | 'verbose'
  readonly env: Readonly<Record<string, string | undefined>>
  /** `--data-dir`, as given; undefined leaves it to the configuration. */
  readonly dataDirectory: string | undefined
  /** Aborted by Ctrl+C or SIGTERM: release what is open and return. */
  readonly signal: AbortSignal
}
