import { findDaemon } from '../core/adapters/disk/daemon-lock.ts'
import type { Config } from '../core/config/config.ts'
import type { CommandContext } from './context.ts'
import { type Check, check } from './doctor/check.ts'
import { canOpenData, dataChecks, ownerCheck } from './doctor/data-checks.ts'
import { modelChecks, nativePackCheck } from './doctor/runtime-checks.ts'
import { exitCode } from './exit-code.ts'
import { loadConfig } from './load-config.ts'
import { printResult } from './output.ts'

/** `aura doctor`: looks at everything that `aura serve` needs and changes nothing of it. Exits 7 when something
 * failed, with `--strict` also when something is warned of. */
export async function runDoctor(
  options: { readonly strict?: boolean },
  context: CommandContext,
): Promise<number> {
  const checks = await lookAtConfigAndAll(context)
  printResult(context, 'aura.doctor/1', checks, checks.map(checkLines).join('\n'))
  const isIll = checks.some(({ status }) => status === 'fail' || (options.strict && status === 'warn'))
  return isIll ? exitCode.unhealthy : exitCode.ok
}

async function lookAtConfigAndAll(context: CommandContext): Promise<readonly Check[]> {
  let config: Config | undefined
  const configCheck = await check('config.valid', () => {
    config = loadConfig(context)
    return { status: 'ok', found: 'Every setting is valid.' }
  })
  if (!config) return [configCheck, await nativePackCheck(context.env)]
  return [configCheck, ...(await lookAtAll(config, context.env))]
}

async function lookAtAll(config: Config, env: CommandContext['env']): Promise<readonly Check[]> {
  const looked = await dataChecks(config, env)
  const data = canOpenData(looked) ? [...looked, await ownerCheck(config, env)] : looked
  const native = await nativePackCheck(env)
  const isUsable = data.every(({ status }) => status !== 'fail')
  if (!isUsable) return [...data, native]
  const daemon = findDaemon(config.dataDirectory)
  if (daemon === undefined)
    return [
      ...data,
      native,
      ...(canOpenData(data) ? await modelChecks(config, env) : [modelUnknown]),
      await portCheck(config),
    ]
  if (daemon === 'starting')
    return [
      ...data,
      native,
      {
        id: 'daemon.running',
        status: 'warn',
        found: 'A daemon is just starting.',
        fix: 'Look again in a moment.',
      },
    ]
  return [...data, native, await daemonCheck(daemon.origin)]
}

const modelUnknown: Check = {
  id: 'model.load',
  status: 'skip',
  found: 'Known once the databases are there and up to date.',
}

/** Whether the port can be had. */
function portCheck({ host, port }: Config): Promise<Check> {
  return check('network.port', () => {
    try {
      const probe = Bun.listen({ hostname: host, port, socket: { data() {} } })
      probe.stop(true)
      return { status: 'ok', found: `${host}:${port} is free.` }
    } catch {
      return {
        status: 'fail',
        found: `${host}:${port} cannot be had: another program listens there, or it is not an address of this machine.`,
        fix: `aura serve --port ${port + 1}`,
      }
    }
  })
}

/** What the running daemon says of itself. */
async function daemonCheck(origin: string): Promise<Check> {
  try {
    const answer = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(5000) })
    const { store, model } = (await answer.json()) as { store: string; model: string }
    const found = `A daemon answers at ${origin}: store ${store}, model ${model}.`
    if (!answer.ok || model === 'failed')
      return { id: 'daemon.running', status: 'fail', found, fix: 'Its log says why.' }
    return model === 'no-model'
      ? {
          id: 'daemon.running',
          status: 'warn',
          found,
          fix: 'Nothing can answer yet: aura models add FILE.gguf',
        }
      : { id: 'daemon.running', status: 'ok', found }
  } catch {
    return {
      id: 'daemon.running',
      status: 'fail',
      found: `A daemon holds the data directory but does not answer at ${origin}.`,
      fix: 'Restart it.',
    }
  }
}

const marks = { ok: '✓', warn: '!', fail: '✗', skip: '-' } as const satisfies Record<Check['status'], string>

function checkLines({ id, status, found, fix }: Check): string {
  const line = `${marks[status]} ${id.padEnd(15)} ${found}`
  return fix ? `${line}\n  ${''.padEnd(15)} Fix: ${fix}` : line
}
