// What an operator waits for: `aura --help`, a daemon that is ready, and the memory of an idle one; each in turn
// with a peer. The peer is another build of Aura, or a bare server compiled by the same Bun.
//
//   bun bench/binary.ts [--against PATH_OF_ANOTHER_AURA] [--runs 15]

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { auraBinary } from '../tests/support/binary.ts'
import { printRows, type Row } from './medians.ts'

const { values } = parseArgs({
  options: { against: { type: 'string' }, runs: { type: 'string', default: '15' } },
})
const runs = Number(values.runs)
const place = mkdtempSync(join(tmpdir(), 'aura-bench-'))
const env = { HOME: place, PATH: '/usr/bin:/bin' }

type Program = { readonly help: readonly string[]; readonly serve: (run: string) => readonly string[] }

const auraAt = (path: string): Program => ({
  help: [path, '--help'],
  serve: (run) => [path, 'serve', '--port', '0', '--json', '--data-dir', join(place, run)],
})

async function bareServer(): Promise<Program> {
  const source = join(place, 'bare.ts')
  const path = join(place, 'bare')
  await Bun.write(
    source,
    `if (process.argv[2] === '--help') console.log('help')
     else console.log(JSON.stringify({ data: { origin: Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('ok') }).url.origin } }))`,
  )
  await Bun.build({
    entrypoints: [source],
    target: 'bun',
    minify: true,
    bytecode: true,
    format: 'esm',
    compile: { outfile: path },
  })
  return { help: [path, '--help'], serve: () => [path, 'serve'] }
}

async function helpMs({ help }: Program): Promise<number> {
  const begun = performance.now()
  await Bun.spawn([...help], { env, stdout: 'ignore', stderr: 'ignore' }).exited
  return performance.now() - begun
}

/** From the start of the process to the first answer of /readyz, and the memory a second of idling later. */
async function serveOnce(program: Program, run: string): Promise<{ readyMs: number; idleMib: number }> {
  const begun = performance.now()
  const child = Bun.spawn([...program.serve(run)], { env, stdout: 'pipe', stderr: 'ignore' })
  const { value } = await child.stdout.getReader().read()
  const { origin } = JSON.parse(new TextDecoder().decode(value)).data
  await (await fetch(`${origin}/readyz`)).text()
  const readyMs = performance.now() - begun
  await Bun.sleep(1000)
  const status = await Bun.file(`/proc/${child.pid}/status`).text()
  const idleMib = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  child.kill('SIGTERM')
  await child.exited
  return { readyMs, idleMib }
}

const ours = auraAt(await auraBinary())
const peer = values.against ? auraAt(values.against) : await bareServer()
const peerName = values.against ?? 'a bare server compiled by the same Bun'
const programs = [ours, peer]
const help: number[][] = [[], []]
const ready: number[][] = [[], []]
const idle: number[][] = [[], []]

try {
  // One of each that is not counted: the first start makes the data directory and warms the file cache.
  for (const [index, program] of programs.entries()) {
    await helpMs(program)
    await serveOnce(program, `data-${index}`)
  }
  for (let run = 0; run < runs; run += 1)
    for (const [index, program] of programs.entries()) {
      help[index]?.push(await helpMs(program))
      if (run >= 5) continue
      const { readyMs, idleMib } = await serveOnce(program, `data-${index}`)
      ready[index]?.push(readyMs)
      idle[index]?.push(idleMib)
    }
  const rows: Row[] = [
    { what: 'aura --help', unit: 'ms', ours: help[0] ?? [], peer: help[1] ?? [], goal: 20 },
    { what: 'daemon ready, no model', unit: 'ms', ours: ready[0] ?? [], peer: ready[1] ?? [], goal: 150 },
    { what: 'idle memory (RSS)', unit: 'MiB', ours: idle[0] ?? [], peer: idle[1] ?? [], goal: 60 },
  ]
  printRows(peerName, rows)
} finally {
  rmSync(place, { recursive: true, force: true })
}
