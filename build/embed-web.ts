import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BunPlugin } from 'bun'
import type { BuiltWebFile } from './web.ts'

/** Puts the built web UI into the executable and its list into cmd/embedded-web.ts. `directory` holds the files
 * while the build runs. */
export async function embedWeb(files: readonly BuiltWebFile[], directory: string): Promise<BunPlugin> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true })
  const placed: PlacedFile[] = []
  for (const [index, { path, contentType, content }] of files.entries()) {
    // A neutral extension: the bundler has ideas of its own about scripts and stylesheets.
    const place = join(directory, `web-${index}.bin`)
    await Bun.write(place, content)
    placed.push({ path, contentType, place })
  }
  return {
    name: 'embed-web',
    setup(build) {
      build.onLoad({ filter: /\/cmd\/embedded-web\.ts$/ }, () => ({
        contents: embeddedModule(placed),
        loader: 'ts',
      }))
    },
  }
}

type PlacedFile = Pick<BuiltWebFile, 'path' | 'contentType'> & { readonly place: string }

function embeddedModule(files: readonly PlacedFile[]): string {
  const imports = files.map(
    ({ place }, index) => `import file${index} from ${JSON.stringify(place)} with { type: 'file' }`,
  )
  const entries = files.map(
    ({ path, contentType }, index) =>
      `{ path: ${JSON.stringify(path)}, contentType: ${JSON.stringify(contentType)}, file: file${index} }`,
  )
  return `${imports.join('\n')}\nexport const embeddedWeb = [${entries.join(', ')}]\n`
}
