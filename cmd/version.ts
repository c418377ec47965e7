import { version } from '../package.json' with { type: 'json' }
import type { CommandContext } from './context.ts'
import { exitCode } from './exit-code.ts'
import { printResult } from './output.ts'

/** `aura version`: what this program is and what it runs on. */
export async function runVersion(context: CommandContext): Promise<number> {
  const data = {
    version,
    bun: Bun.version,
    platform: `${process.platform}-${process.arch}`,
  }
  printResult(context, 'aura.version/1', data, `aura ${data.version} (${data.platform}, bun ${data.bun})`)
  return exitCode.ok
}
