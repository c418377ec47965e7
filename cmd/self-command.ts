import { fileURLToPath } from 'node:url'

/** How this program starts itself with a hidden subcommand: the binary itself, or Bun with main.ts in development. */
export function selfCommand(subcommand: '__runtime' | '__test-binding'): readonly string[] {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const isCompiled = main.includes('/$bunfs/')
  return isCompiled ? [process.execPath, subcommand] : [process.execPath, main, subcommand]
}
