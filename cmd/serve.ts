import { aborted } from '../core/aborted.ts'
import { systemClock } from '../core/clock.ts'
import type { CommandContext } from './context.ts'
import { startDaemon } from './daemon.ts'
import { exitCode } from './exit-code.ts'
import { loadConfig } from './load-config.ts'
import { createLog } from './log.ts'
import { printResult } from './output.ts'

export type ServeOptions = {
  readonly host?: string
  readonly port?: string
  readonly publicUrl?: string
  readonly gpu?: string
  readonly logFormat?: string
  readonly logLevel?: string
  /** Development: the web UI is rebuilt as its sources change. */
  readonly hot?: boolean
}

/** `aura serve`: runs the daemon until Ctrl+C or SIGTERM. */
export async function runServe(options: ServeOptions, context: CommandContext): Promise<number> {
  const { host, port, publicUrl, gpu, logFormat, logLevel } = options
  const config = loadConfig(context, { host, port, publicUrl, gpu, logFormat, logLevel })
  const log = createLog({
    write: context.stderr,
    format: config.logFormat ?? (context.color ? 'pretty' : 'json'),
    level: config.logLevel,
    clock: systemClock,
  })
  await using daemon = await startDaemon({
    config,
    env: context.env,
    log,
    web: options.hot ? 'hot' : 'files',
  })
  const { origin, setupUrl } = daemon
  printResult(
    context,
    'aura.serve/1',
    { origin, setupUrl: setupUrl ?? null, pid: process.pid },
    greeting(origin, setupUrl),
  )
  if (!isLoopback(config.host) && !config.publicUrl?.startsWith('https:'))
    log({
      level: 'warn',
      event: 'listening on the network without TLS; put a proxy with https before it',
      host: config.host,
    })
  await aborted(context.signal)
  log({ level: 'info', event: 'stopping' })
  return exitCode.ok
}

function greeting(origin: string, setupUrl: string | undefined): string {
  return setupUrl
    ? `Aura runs at ${origin}\n\nMake your account (this link works once, for 30 minutes):\n  ${setupUrl}\n\nCtrl+C stops it.`
    : `Aura runs at ${origin}\nCtrl+C stops it.`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
