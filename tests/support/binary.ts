import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const binary = join(root, 'dist/aura')

/** Everything that goes into the executable. */
const sources = [
  '{build,cmd,core,models,ui,drizzle}/**/*',
  '{build.ts,package.json,bun.lock,bunfig.toml}',
  'patches/**/*',
]

let built: Promise<string> | undefined

/** The path of dist/aura, built first when a source is newer. Test processes that run side by side build it once. */
export function auraBinary(): Promise<string> {
  built ??= buildOnce()
  return built
}

async function buildOnce(): Promise<string> {
  await mkdir(join(root, 'dist'), { recursive: true })
  const lock = join(root, 'dist/build.lock')
  const child = Bun.spawn(['flock', lock, process.execPath, import.meta.path], {
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [output, errors] = await Promise.all([child.stdout.text(), child.stderr.text()])
  if ((await child.exited) !== 0) throw new Error(`the executable could not be built:\n${output}${errors}`)
  return binary
}

async function isStale(): Promise<boolean> {
  const found = await stat(binary).catch(() => undefined)
  if (found === undefined) return true
  for (const pattern of sources) {
    for await (const path of new Bun.Glob(pattern).scan({ cwd: root, absolute: true })) {
      if (path.endsWith('.test.ts') || path.endsWith('.contract.ts')) continue
      if ((await stat(path)).mtimeMs > found.mtimeMs) return true
    }
  }
  return false
}

// Under the lock, in a process of its own: only now is it certain that no one else is building.
if (import.meta.main && (await isStale())) {
  const child = Bun.spawn([process.execPath, join(root, 'build.ts')], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  process.exitCode = await child.exited
}
