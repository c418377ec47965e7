import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auraBinary } from './binary.ts'

/** What a finished `aura` left behind. */
export type Finished = { readonly code: number; readonly stdout: string; readonly stderr: string }

/** An empty home directory and an empty working directory, removed on disposal. */
export async function emptyPlace() {
  const path = await mkdtemp(join(tmpdir(), 'aura-test-'))
  const [home, cwd] = [join(path, 'home'), join(path, 'cwd')]
  await Bun.$`mkdir ${home} ${cwd}`
  return {
    path,
    home,
    cwd,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

/** The environment of a machine that knows nothing of Aura: no node_modules, no Bun, no settings. */
export function bareEnv(home: string): Record<string, string> {
  return { PATH: '/usr/bin:/bin', HOME: home }
}

/** Runs the executable to its end in an empty place and with nothing else in the environment than `env`. */
export async function runAura(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  await using place = await emptyPlace()
  return await runAuraIn(place.cwd, args, { ...bareEnv(place.home), ...env })
}

/** Runs the executable to its end in `cwd` with exactly the environment `env`. */
export async function runAuraIn(
  cwd: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Finished> {
  const child = Bun.spawn([await auraBinary(), ...args], {
    cwd,
    env,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  return { code, stdout, stderr }
}
