import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { findViolations } from './support/architecture.ts'

const root = join(import.meta.dirname, '..')

async function sourceFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const pattern of ['{build,cmd,core,drizzle,models,tests,bench,ui}/**/*.{ts,tsx}', 'build.ts']) {
    for await (const path of new Bun.Glob(pattern).scan(root)) {
      files.set(path, await Bun.file(join(root, path)).text())
    }
  }
  return files
}

describe('the dependency rule', () => {
  test('holds in every source file', async () => {
    const files = await sourceFiles()
    expect([...files.keys()]).toContain('core/chat/send-message.ts')
    expect(findViolations(files)).toEqual([])
  })

  test.each([
    ['core/chat/a.ts', `import { b } from '../adapters/sqlite/b.ts'`, 'the domain may not'],
    ['core/chat/a.ts', `import { b } from '../http/b.ts'`, 'the domain may not'],
    ['core/chat/a.ts', `import { b } from '../../models/b.ts'`, 'the domain may not'],
    ['core/chat/a.ts', `import { b } from '../../ui/shared/b.ts'`, 'the domain may not'],
    ['core/chat/a.ts', `import { b } from '../../drizzle/b.ts'`, 'the domain may not'],
    ['core/chat/a.ts', `export { b } from '../adapters/sqlite/b.ts'`, 'the domain may not'],
    ['core/chat/a.ts', `const b = await import('../adapters/sqlite/b.ts')`, 'the domain may not'],
    ['core/store.ts', `import { b } from './adapters/sqlite/b.ts'`, 'the domain may not'],
    ['core/memory/a.ts', `import { eq } from 'drizzle-orm'`, 'not in the domain'],
    ['core/memory/a.ts', `import { Elysia } from 'elysia'`, 'not in the domain'],
    ['core/chat/a.ts', 'export const a = Date.now()', 'uses Date.now'],
    ['core/chat/a.ts', 'export const a = new Date()', 'uses new Date'],
    ['core/chat/a.ts', 'export const a = process.env.HOME', 'uses process.env'],
    ['core/chat/a.ts', 'export const a = Math.random()', 'uses Math.random'],
    ['core/adapters/sqlite/a.ts', `import { b } from '../vault/b.ts'`, 'an adapter may not'],
    ['core/adapters/sqlite/a.ts', `import { b } from '../../http/b.ts'`, 'an adapter may not'],
    ['core/http/a.ts', `import { b } from '../adapters/sqlite/b.ts'`, 'core/http may not'],
    ['core/http/a.ts', `import { Database } from 'bun:sqlite'`, 'not in core/http'],
    ['models/llama/a.ts', `import { b } from '../../core/adapters/native-pack/b.ts'`, 'models may not'],
    ['models/llama/a.ts', `import { b } from '../../core/http/b.ts'`, 'models may not'],
    ['ui/web/a.tsx', `import { b } from '../tui/b.tsx'`, 'ui/web may not'],
    ['ui/web/a.tsx', `import { b } from '../../core/http/server.ts'`, 'ui/web may not'],
    ['ui/tui/a.tsx', `import { b } from '../../core/chat/b.ts'`, 'ui/tui may not'],
    ['ui/shared/a.ts', `import { b } from '../web/b.tsx'`, 'ui/shared may not'],
    ['core/http/a.ts', `import { b } from '../../cmd/b.ts'`, 'nothing imports cmd'],
    ['core/http/a.ts', `import type { B } from '../../cmd/b.ts'`, 'nothing imports cmd'],
    ['ui/tui/a.tsx', `import type { B } from '../../cmd/b.ts'`, 'nothing imports cmd'],
    ['models/a.ts', `type B = typeof import('../cmd/b.ts')`, 'nothing imports cmd'],
    ['cmd/a.ts', `import { b } from '../models/scripted/b.ts'`, 'serves tests only'],
    ['cmd/a.ts', `const b = await import('../models/scripted/b.ts')`, 'serves tests only'],
    ['cmd/a.ts', `import { b } from '../tests/support/b.ts'`, 'serves tests only'],
  ])('is broken by %s with %s', (path, text, expected) => {
    const found = findViolations(
      new Map([[path, `${text}\nexport const used = [${/\bb\b/.test(text) ? 'b' : ''}]`]]),
    )
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(expected)
  })

  test.each([
    ['core/chat/a.ts', `import type { B } from '../adapters/sqlite/b.ts'`],
    ['core/chat/a.ts', `import { AuraError } from '../errors.ts'\nexport const b = AuraError`],
    ['core/chat/a.ts', '// Date.now() and process.env are not used here\nexport const a = 1'],
    ['core/clock.ts', 'export const systemClock = { now: () => Date.now() }'],
    [
      'core/adapters/sqlite/a.ts',
      `import { b } from './b.ts'\nimport { c } from '../../errors.ts'\nexport const d = [b, c]`,
    ],
    ['core/chat/a.test.ts', `import { b } from '../adapters/sqlite/b.ts'\nexport const c = b`],
    ['ui/web/a.tsx', `import { b } from '../../core/http/client.ts'\nexport const c = b`],
    ['ui/web/a.tsx', `import type { B } from '../../core/http/server.ts'`],
    ['cmd/a.ts', `import { b } from '../core/adapters/sqlite/b.ts'\nexport const c = b`],
  ])('is kept by %s with %s', (path, text) => {
    expect(findViolations(new Map([[path, text]]))).toEqual([])
  })
})
