import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { bcrypt } from './build/bcrypt.ts'
import { embedNativePacks } from './build/embed-native-packs.ts'
import { embedWeb } from './build/embed-web.ts'
import { inkDevtools } from './build/ink-devtools.ts'
import { type BuildTarget, makeNativePacks } from './build/native-packs.ts'
import { nodeLlamaCpp } from './build/node-llama-cpp.ts'
import { replacedPackages } from './build/replaced-packages.ts'
import { buildWeb } from './build/web.ts'

const runtimeOf: Record<BuildTarget, Bun.Build.CompileTarget> = { 'linux-x64': 'bun-linux-x64' }

const root = import.meta.dirname
const nodeModules = join(root, 'node_modules')

/** Builds the one file for `target` and puts it at `outfile`, replacing what is there in one step. */
async function build(target: BuildTarget, outfile: string): Promise<void> {
  const packs = await makeNativePacks(target, nodeModules, join(root, 'dist', 'native', target))
  const module = await Bun.file(join(nodeModules, 'node-llama-cpp/package.json')).json()
  const llamaCpp = await Bun.file(join(nodeModules, 'node-llama-cpp/llama/binariesGithubRelease.json')).json()
  const work = join(root, 'dist', 'work', `${target}-${process.pid}`)
  await mkdir(work, { recursive: true })

  await Bun.build({
    entrypoints: [join(root, 'cmd/main.ts')],
    target: 'bun',
    format: 'esm',
    minify: true,
    splitting: true,
    bytecode: true,
    sourcemap: 'linked',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
    plugins: [
      embedNativePacks(packs),
      nodeLlamaCpp({ module: module.version, llamaCpp: llamaCpp.release }),
      bcrypt,
      replacedPackages,
      inkDevtools,
      await embedWeb(await buildWeb(), join(work, 'web')),
    ],
    compile: {
      target: runtimeOf[target],
      outfile: join(work, 'aura'),
      // The directory in which aura is started must not be able to run code in it or change its environment.
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
  })

  await mkdir(dirname(outfile), { recursive: true })
  await rename(join(work, 'aura'), outfile)
  // Source maps are inside the executable too.
  await rm(work, { recursive: true })
}

const { values } = parseArgs({
  options: {
    target: { type: 'string', default: 'linux-x64' },
    outfile: { type: 'string', default: join(root, 'dist', 'aura') },
  },
})
if (!(values.target in runtimeOf)) {
  console.error(`unknown target "${values.target}"; known: ${Object.keys(runtimeOf).join(', ')}`)
  process.exit(2)
}
await build(values.target as BuildTarget, resolve(values.outfile))
