import type { BunPlugin } from 'bun'
import type { NativePackSet } from '../core/adapters/native-pack/pack.ts'

/** Puts the archives into the executable and their manifest into core/adapters/native-pack/embedded.ts. */
export function embedNativePacks(set: NativePackSet): BunPlugin {
  return {
    name: 'embed-native-packs',
    setup(build) {
      build.onLoad({ filter: /\/core\/adapters\/native-pack\/embedded\.ts$/ }, () => ({
        contents: embeddedModule(set),
        loader: 'ts',
      }))
    },
  }
}

function embeddedModule(set: NativePackSet): string {
  const imports = set.packs.map(
    ({ name, archive }) => `import ${name} from ${JSON.stringify(archive)} with { type: 'file' }`,
  )
  const packs = set.packs.map(
    ({ archive, ...pack }) => `{ ...${JSON.stringify(pack)}, archive: ${pack.name} }`,
  )
  return `${imports.join('\n')}
export const embedded = { id: ${JSON.stringify(set.id)}, packs: [${packs.join(',\n')}] }
`
}
