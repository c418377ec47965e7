import { readFile } from 'node:fs/promises'
import type { BunPlugin } from 'bun'
import { applyEdits, type Edit } from './edit.ts'

/** Where the program says its native code lies (core/adapters/native-pack). */
const nativeDirectory = `globalThis[Symbol.for('aura.native')].directory`

/** The hidden subcommand that tries a native library in a process of its own before it is trusted. */
export const bindingTestSubcommand = '__test-binding'

/**
 * node-llama-cpp finds its libraries, its own version and its test program relative to its source files, which
 * do not exist in an executable. The edits give it the extracted native pack and the hidden subcommand instead.
 * @param versions of the package and of the llama.cpp release that its libraries were built from
 */
export function nodeLlamaCpp(versions: { readonly module: string; readonly llamaCpp: string }): BunPlugin {
  const editsOf: Record<string, readonly Edit[]> = {
    'dist/config.js': [
      {
        find: 'const __dirname = path.dirname(fileURLToPath(import.meta.url));',
        replace: `const __dirname = path.join(${nativeDirectory}, "dist");`,
      },
    ],
    'dist/utils/getModuleVersion.js': [
      {
        find: 'const packageJson = await fs.readJson(path.join(__dirname, "..", "..", "package.json"));',
        replace: `const packageJson = ${JSON.stringify({ version: versions.module })};`,
      },
    ],
    'dist/bindings/utils/binariesGithubRelease.js': [
      {
        find: 'await fs.readJson(binariesGithubReleasePath)',
        replace: JSON.stringify({ release: versions.llamaCpp }),
      },
    ],
    'dist/bindings/utils/testBindingBinary.js': [
      {
        find: 'const __filename = fileURLToPath(import.meta.url);',
        replace: `const __filename = ${JSON.stringify(bindingTestSubcommand)};`,
      },
      {
        find: 'const detectedFileName = path.basename(__filename);',
        replace: 'const detectedFileName = "testBindingBinary.js";',
      },
    ],
  }

  return {
    name: 'node-llama-cpp',
    setup(build) {
      const edited = new Set<string>()
      build.onLoad({ filter: /\/node-llama-cpp\/dist\/.*\.js$/ }, async ({ path }) => {
        const file = path.slice(path.lastIndexOf('/node-llama-cpp/') + '/node-llama-cpp/'.length)
        const text = await readFile(path, 'utf8')
        const edits = editsOf[file]
        if (edits === undefined) return { contents: text, loader: 'js' }
        edited.add(file)
        return { contents: applyEdits(file, text, edits), loader: 'js' }
      })
      build.onEnd(() => {
        // A file that was renamed upstream would otherwise slip through unedited.
        const missed = Object.keys(editsOf).filter((file) => !edited.has(file))
        if (edited.size > 0 && missed.length > 0)
          throw new Error(`node-llama-cpp: not found: ${missed.join(', ')}`)
      })
    },
  }
}
