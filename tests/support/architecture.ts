import { dirname, join, normalize } from 'node:path'

/** One import of a source file: where it points to, inside the repository or to a package. */
type Import = { readonly kind: 'file' | 'package'; readonly to: string; readonly isType: boolean }

/** What a file may import besides packages and its own layer. `undefined` in `layerOf` is free to import all. */
type Layer = {
  readonly name: string
  readonly mayImport: (path: string) => boolean
  readonly forbiddenPackages: RegExp
  /** Reads neither the clock, the environment nor chance by itself. */
  readonly isPure: boolean
}

const nothing = /^$/
const storage = /^(drizzle-orm|bun:sqlite)(\/|$)/
const outside =
  /^(drizzle-orm|bun:sqlite|elysia|@elysiajs\/.*|node-llama-cpp|commander|ink|react|preact|@preact\/.*)(\/|$)/
const impure = /\b(process\.env|Bun\.env|Date\.now|Math\.random)\b|\bnew Date\b(?:\(\))?(?!\()/g

const isTest = (path: string) => /\.(test|fixture)\.tsx?$|^(tests|bench)\//.test(path)
const isDomain = (path: string) => path.startsWith('core/') && !/^core\/(adapters|http)\//.test(path)
/** The only door of the interfaces into the server. */
const isClient = (path: string) => path === 'core/http/client.ts'
const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`)

/**
 * Every break of the dependency rule (docs/ARCHITECTURE.md) in `files`, as sentences.
 * @param files text by path from the root of the repository
 */
export function findViolations(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files].flatMap(([path, text]) => violationsOf(path, text))
}

function violationsOf(path: string, text: string): readonly string[] {
  const imports = importsOf(path, text)
  const found: string[] = []
  for (const { to, isType } of imports) {
    const fromProduct = /^(core|models|ui|drizzle|build)\//.test(path) || path === 'build.ts'
    if (fromProduct && to.startsWith('cmd/')) found.push(`${path} imports ${to}: nothing imports cmd`)
    if (isType || isTest(path)) continue
    if (path.startsWith('cmd/') && to.startsWith('models/scripted/')) {
      found.push(`${path} imports ${to}: the scripted runtime serves tests only`)
    }
    if (!isTest(path) && /^(tests|bench)\//.test(to))
      found.push(`${path} imports ${to}: that serves tests only`)
  }

  const layer = isTest(path) ? undefined : layerOf(path)
  if (layer === undefined) return found
  for (const { kind, to, isType } of imports) {
    if (isType) continue
    if (kind === 'package' && layer.forbiddenPackages.test(to)) {
      found.push(`${path} imports ${to}: not in ${layer.name}`)
    }
    if (kind === 'file' && !to.startsWith('cmd/') && !layer.mayImport(to)) {
      found.push(`${path} imports ${to}: ${layer.name} may not`)
    }
  }
  if (layer.isPure) {
    for (const [use] of codeOf(path, text).matchAll(impure))
      found.push(`${path} uses ${use}: not in ${layer.name}`)
  }
  return found
}

function layerOf(path: string): Layer | undefined {
  const adapter = /^core\/adapters\/[^/]+/.exec(path)?.[0]
  if (adapter !== undefined) {
    return {
      name: 'an adapter',
      mayImport: (to) => isDomain(to) || within(adapter)(to) || within('drizzle')(to),
      forbiddenPackages: nothing,
      isPure: false,
    }
  }
  if (path.startsWith('core/http/')) {
    return {
      name: 'core/http',
      mayImport: (to) => isDomain(to) || within('core/http')(to),
      forbiddenPackages: storage,
      isPure: false,
    }
  }
  if (path.startsWith('core/')) {
    // The two places where time and chance enter; everything else is given them.
    const isSource = path === 'core/clock.ts' || path === 'core/random.ts'
    return { name: 'the domain', mayImport: isDomain, forbiddenPackages: outside, isPure: !isSource }
  }
  if (path.startsWith('models/')) {
    return {
      name: 'models',
      mayImport: (to) => isDomain(to) || within('models')(to),
      forbiddenPackages: storage,
      isPure: false,
    }
  }
  if (path.startsWith('drizzle/')) {
    return {
      name: 'drizzle',
      mayImport: (to) => isDomain(to) || within('drizzle')(to),
      forbiddenPackages: nothing,
      isPure: false,
    }
  }
  const screen = /^ui\/[^/]+/.exec(path)?.[0]
  if (screen === undefined) return undefined
  return {
    name: screen,
    mayImport: (to) => within('ui/shared')(to) || within(screen)(to) || isClient(to),
    forbiddenPackages: storage,
    isPure: false,
  }
}

function importsOf(path: string, text: string): readonly Import[] {
  const values = loaderOf(path)
    .scanImports(text)
    .map((found) => resolveImport(path, found.path, false))
  // scanImports leaves out what only types need, so those are read from the text.
  const types = [...text.matchAll(/^(?:im|ex)port\s+type\b[^'"]*from\s+['"]([^'"]+)['"]/gm)].map((match) =>
    resolveImport(path, match[1] ?? '', true),
  )
  const queries = [...text.matchAll(/\btypeof import\(['"]([^'"]+)['"]\)/g)].map((match) =>
    resolveImport(path, match[1] ?? '', true),
  )
  return [...values, ...types, ...queries]
}

function resolveImport(from: string, specifier: string, isType: boolean): Import {
  if (!specifier.startsWith('.')) return { kind: 'package', to: specifier, isType }
  return { kind: 'file', to: normalize(join(dirname(from), specifier)), isType }
}

/** The code without comments and types. */
function codeOf(path: string, text: string): string {
  return loaderOf(path).transformSync(text)
}

function loaderOf(path: string): Bun.Transpiler {
  return new Bun.Transpiler({ loader: path.endsWith('x') ? 'tsx' : 'ts' })
}
