import { render } from 'ink'
import { App, type AppProps } from './App.tsx'
import { backgroundFromEnvironment, colorDepth, createTheme } from './theme.ts'

export type TerminalOptions = Omit<AppProps, 'theme'> & {
  /** Colours may be used. */
  readonly color: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends the interface and gives the terminal back. */
  readonly signal: AbortSignal
}

/** Takes the whole terminal until the person leaves. The terminal is given back as it was, however it ends. */
export async function runTerminal({ color, env, signal, ...app }: TerminalOptions): Promise<void> {
  const theme = createTheme(colorDepth(color, env), backgroundFromEnvironment(env))
  const { unmount, waitUntilExit } = render(<App {...app} theme={theme} />, {
    alternateScreen: true,
    exitOnCtrlC: false,
    incrementalRendering: true,
    kittyKeyboard: { mode: 'auto' },
  })
  signal.addEventListener('abort', () => unmount(), { once: true })
  if (signal.aborted) unmount()
  await waitUntilExit()
}
