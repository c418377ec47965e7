import { render } from 'ink'
import { App, type AppProps } from './App.tsx'
import { askBackground } from './ask-background.ts'
import { KeysInOrder } from './keys/keys-in-order.tsx'
import { type Background, backgroundFromEnvironment, colorDepth, createTheme } from './theme.ts'

export type TerminalOptions = Omit<AppProps, 'theme'> & {
  /** Colours may be used. */
  readonly color: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends the interface and gives the terminal back. */
  readonly signal: AbortSignal
}

/** Takes the whole terminal until the person leaves. The terminal is given back as it was, however it ends. */
export async function runTerminal({ color, env, signal, ...app }: TerminalOptions): Promise<void> {
  const depth = colorDepth(color, env)
  const theme = createTheme(depth, depth === 'none' ? 'unknown' : await backgroundOf(env))
  const { unmount, waitUntilExit } = render(
    <KeysInOrder>
      <App {...app} theme={theme} />
    </KeysInOrder>,
    {
      alternateScreen: true,
      exitOnCtrlC: false,
      incrementalRendering: true,
      // A terminal was checked for before; the variables of a build server do not change that.
      interactive: true,
      kittyKeyboard: { mode: 'auto' },
    },
  )
  signal.addEventListener('abort', () => unmount(), { once: true })
  if (signal.aborted) unmount()
  await waitUntilExit()
}

/** How long a terminal is waited for that does not answer at all. */
const answerMs = 300

async function backgroundOf(env: TerminalOptions['env']): Promise<Background> {
  const told = backgroundFromEnvironment(env)
  // The Linux console takes the question for a change of its palette.
  if (told !== 'unknown' || env.TERM === 'linux') return told
  return askBackground(process.stdin, process.stdout, answerMs)
}
