import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BunPlugin } from 'bun'

/**
 * Bun's CSS bundler rewrites logical properties for old browsers in a way that follows the language and not
 * `dir`, which breaks right-to-left pages, and repeats modern colours. Stylesheets linked from HTML are therefore
 * shipped as they are written, with their `@import`s put in place.
 */
const webCss: BunPlugin = {
  name: 'web-css',
  setup(build) {
    build.onResolve({ filter: /\.css$/ }, ({ path, importer }) => {
      if (importer === '' || importer.endsWith('.html')) return undefined
      throw new Error(`${importer}: link ${path} from the HTML page, or @import it in a stylesheet`)
    })
    build.onLoad({ filter: /\/ui\/web\/.*\.css$/ }, async ({ path }) => ({
      contents: await flattenCss(path),
      loader: 'file',
    }))
  },
}

export default webCss

/** `@import "./file.css";` or `@import "./file.css" layer(name);` on a line of its own. */
const importRule = /^@import\s+(?:url\()?["']([^"']+)["']\)?(?:\s+layer\(([\w.-]+)\))?\s*;[ \t]*$/gm
const relativeUrl = /url\(\s*["']?(?!data:|#|\/|["'])([^"')]+)/

/** The stylesheet at `path` with every `@import` replaced by what it imports. Throws on what it cannot ship. */
export async function flattenCss(path: string, importers: readonly string[] = []): Promise<string> {
  if (importers.includes(path)) throw new Error(`${path}: imports itself`)
  const text = await readFile(path, 'utf8')
  const withoutImports = text.replace(importRule, '')
  const reference = relativeUrl.exec(withoutImports)
  if (reference) {
    throw new Error(
      `${path}: ${reference[1]} would not be shipped; import it in TypeScript and use its address`,
    )
  }
  if (/@import\b/.test(withoutImports.replace(/\/\*[\s\S]*?\*\//g, ''))) {
    throw new Error(`${path}: an @import that is not understood; write @import "./file.css" layer(name);`)
  }

  let flat = ''
  let end = 0
  for (const match of text.matchAll(importRule)) {
    const imported = await flattenCss(Bun.resolveSync(match[1] ?? '', dirname(path)), [...importers, path])
    flat += text.slice(end, match.index)
    flat += match[2] === undefined ? imported : `@layer ${match[2]} {\n${imported}\n}`
    end = match.index + match[0].length
  }
  return flat + text.slice(end)
}
