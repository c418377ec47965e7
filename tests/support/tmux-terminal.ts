import { join } from 'node:path'
import { temporaryDirectory } from './temporary-directory.ts'

const root = join(import.meta.dirname, '../..')

/** `aura` from source, as an argument list. */
export const auraFromSource = [process.execPath, join(root, 'cmd/main.ts')] as const

/** How long a fact may take to show on the screen, and how often it is looked for. */
const factMs = 20_000
const lookIntervalMs = 25

export type TmuxOptions = {
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly columns?: number
  readonly rows?: number
}

/** A real terminal, tmux's, with a program in it. */
export type TmuxTerminal = AsyncDisposable & {
  /** What stands on the screen, line by line; with colours and weights if asked for. */
  readonly screen: (styles?: 'styles') => Promise<string>
  /** Resolves with the screen once it holds the fact; rejects with the last screen when it does not in time. */
  readonly shows: (fact: string | RegExp | ((screen: string) => boolean)) => Promise<string>
  /** Presses keys by their tmux names: `Enter`, `Escape`, `C-c`, `PPage`. */
  readonly press: (...keys: readonly string[]) => Promise<void>
  /** Types text as it is. */
  readonly type: (text: string) => Promise<void>
  /** Pastes as a terminal does: bracketed where the program asked for it. */
  readonly paste: (text: string) => Promise<void>
  readonly resize: (columns: number, rows: number) => Promise<void>
  /** A tmux format, such as `#{cursor_x}`. */
  readonly ask: (format: string) => Promise<string>
}

export async function openTmux({
  command,
  env = {},
  columns = 100,
  rows = 30,
}: TmuxOptions): Promise<TmuxTerminal> {
  const sockets = temporaryDirectory()
  const tmuxEnv = {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    TMUX_TMPDIR: sockets.path,
  }

  async function tmux(...args: readonly string[]): Promise<string> {
    const child = Bun.spawn(['tmux', '-u', '-f', '/dev/null', ...args], {
      env: tmuxEnv,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
    })
    const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()])
    if ((await child.exited) !== 0) throw new Error(`tmux ${args[0]}: ${errors}`)
    return output
  }

  const variables = Object.entries({ LANG: 'C.UTF-8', TERM: 'screen-256color', ...env }).map(
    ([name, value]) => `${name}=${value}`,
  )
  const inside = ['env', '-i', `PATH=${tmuxEnv.PATH}`, ...variables, ...command]
  const size = ['-x', String(columns), '-y', String(rows)]
  await tmux(
    'new-session',
    '-d',
    ...size,
    inside.map(quoted).join(' '),
    ';',
    'set',
    '-g',
    'remain-on-exit',
    'on',
  )

  const screen = (styles?: 'styles') => tmux('capture-pane', '-p', ...(styles ? ['-e'] : []))
  return {
    screen,
    async shows(fact) {
      const holds = (text: string) =>
        typeof fact === 'function'
          ? fact(text)
          : typeof fact === 'string'
            ? text.includes(fact)
            : fact.test(text)
      const deadline = Date.now() + factMs
      for (;;) {
        const now = await screen()
        if (holds(now)) return now
        if (Date.now() > deadline) throw new Error(`the screen does not show ${String(fact)}:\n${now}`)
        await Bun.sleep(lookIntervalMs)
      }
    },
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    type: async (text) => void (await tmux('send-keys', '-l', text)),
    async paste(text) {
      await tmux('set-buffer', '--', text)
      await tmux('paste-buffer', '-p')
    },
    resize: async (width, height) =>
      void (await tmux('resize-window', '-x', String(width), '-y', String(height))),
    ask: async (format) => (await tmux('display-message', '-p', format)).trim(),
    async [Symbol.asyncDispose]() {
      await tmux('kill-server')
      sockets[Symbol.dispose]()
    },
  }
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`
