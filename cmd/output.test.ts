import { describe, expect, test } from 'bun:test'
import { AuraError } from '../core/errors.ts'
import type { CommandContext } from './context.ts'
import { printError, printResult } from './output.ts'

/** A context that keeps what is printed. */
function recorded(options: Partial<CommandContext> = {}) {
  const printed = { stdout: '', stderr: '' }
  const context: CommandContext = {
    stdout(text) {
      printed.stdout += text
    },
    stderr(text) {
      printed.stderr += text
    },
    json: false,
    interactive: false,
    color: false,
    verbosity: 'normal',
    env: {},
    dataDirectory: undefined,
    signal: new AbortController().signal,
    ...options,
  }
  return { context, printed }
}

const diskFull = new AuraError('disk-full', 'The disk is full.', {
  why: '/data has 0 bytes left.',
  fix: 'rm -r /data/old',
  cause: new Error('SQLITE_FULL of a private query'),
})

describe('an error', () => {
  test('that nobody foresaw shows nothing of itself, on stdout or stderr', () => {
    for (const json of [false, true]) {
      const { context, printed } = recorded({ json })
      expect(printError(context, new Error('a secret'))).toBe(1)
      expect(printed.stdout + printed.stderr).toContain('Something went wrong.')
      expect(printed.stdout + printed.stderr).not.toContain('secret')
      expect(printed.stdout + printed.stderr).not.toContain('output.test.ts')
    }
  })

  test('keeps its cause to itself', () => {
    const { context, printed } = recorded()
    printError(context, diskFull)
    expect(printed.stderr).not.toContain('SQLITE_FULL')
  })

  test('shows its stack and what is behind it with -v', () => {
    const { context, printed } = recorded({ verbosity: 'verbose' })
    printError(context, diskFull)
    expect(printed.stderr).toContain('output.test.ts')
    expect(printed.stderr).toContain('SQLITE_FULL')
  })

  test('has three lines on stderr: what, why, and how to mend it', () => {
    const { context, printed } = recorded()
    expect(printError(context, diskFull)).toBe(9)
    expect(printed.stderr).toBe(
      'aura: The disk is full.\n  /data has 0 bytes left.\n  Fix: rm -r /data/old\n',
    )
    expect(printed.stdout).toBe('')
  })

  test('has three lines even when it knows neither why nor what to do', () => {
    const { context, printed } = recorded()
    printError(context, new AuraError('not-found', 'There is no such companion.'))
    expect(printed.stderr.trimEnd().split('\n')).toHaveLength(3)
  })

  test('with --json is one line on stdout', () => {
    const { context, printed } = recorded({ json: true })
    printError(context, diskFull)
    expect(JSON.parse(printed.stdout)).toEqual({
      ok: false,
      error: {
        code: 'DISK_FULL',
        message: 'The disk is full.',
        why: '/data has 0 bytes left.',
        hint: 'rm -r /data/old',
        exit: 9,
      },
    })
    expect(printed.stderr).toBe('')
  })

  test.each([
    ['invalid-input', 2],
    ['not-found', 3],
    ['not-allowed', 4],
    ['store-locked', 5],
    ['out-of-memory', 9],
    ['model-invalid', 10],
    ['config-invalid', 78],
    ['store-newer', 78],
  ] as const)('of the kind %s exits %i', (kind, code) => {
    expect(printError(recorded().context, new AuraError(kind, 'No.'))).toBe(code)
  })
})

describe('a result', () => {
  test('for people goes to stdout, its warnings to stderr', () => {
    const { context, printed } = recorded()
    printResult(context, 'aura.version/1', { version: '1' }, 'aura 1', ['old'])
    expect(printed).toEqual({ stdout: 'aura 1\n', stderr: 'aura: warning: old\n' })
  })

  test('with --json is one line with its schema and warnings, and stderr stays empty', () => {
    const { context, printed } = recorded({ json: true })
    printResult(context, 'aura.version/1', { version: '1' }, 'aura 1', ['old'])
    expect(printed.stdout).toBe(
      '{"ok":true,"schema":"aura.version/1","data":{"version":"1"},"warnings":["old"]}\n',
    )
    expect(printed.stderr).toBe('')
  })

  test('for people holds nothing that a terminal would obey, but line ends and tabs stay', () => {
    const { context, printed } = recorded()
    const name = 'a\u001b[2J\u001b]0;title\u0007\u009b31m\rb'
    printResult(context, 'aura.models.list/1', [], `1\t${name}\n2\tc`, [name])
    expect(printed.stdout).toBe('1\ta\nb\n2\tc\n')
    expect(printed.stderr).toBe('aura: warning: a\nb\n')
  })
})

test('an error that names a file holds nothing that a terminal would obey', () => {
  const { context, printed } = recorded()
  const name = 'a\u001b[2J\u001b]0;title\u0007b.gguf'
  printError(context, new AuraError('model-missing', name, { why: `There are 2: ${name}, c.`, fix: name }))
  expect(printed.stderr).toBe('aura: ab.gguf\n  There are 2: ab.gguf, c.\n  Fix: ab.gguf\n')
})
