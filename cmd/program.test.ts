import { describe, expect, test } from 'bun:test'
import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'
import { type ProgramProcess, runProgram } from './program.ts'

/** A stream that keeps what is written, or fails with `error`. */
function stream(error?: Error) {
  let text = ''
  const writable = new Writable({
    write(chunk, _, done) {
      if (error) {
        // As Bun's standard output: it tells of the error once, and answers no writer after that.
        queueMicrotask(() => writable.emit('error', error))
        return
      }
      text += String(chunk)
      done()
    },
  })
  return { writable, text: () => text }
}

/** Runs a command line in this process. */
async function run(args: readonly string[], options: { isTTY?: boolean; outputError?: Error } = {}) {
  const stdout = stream(options.outputError)
  const stderr = stream()
  const signals = new EventEmitter()
  const { isTTY = false } = options
  const process = {
    env: {},
    on: signals.on.bind(signals),
    off: signals.off.bind(signals),
    exit(): never {
      throw new Error('exited')
    },
    stdin: { isTTY },
    stdout: Object.assign(stdout.writable, { isTTY }),
    stderr: stderr.writable,
  } as unknown as ProgramProcess
  const code = await runProgram(args, process)
  const listeners = signals.eventNames().length + stdout.writable.listenerCount('error')
  return { code, stdout: stdout.text(), stderr: stderr.text(), listeners }
}

describe('with --json', () => {
  test.each([
    [['--json']],
    [['help', '--json']],
    [['--help', '--json']],
    [['help', 'models', '--json']],
    [['models', 'add', '--help', '--json']],
  ])('help (%p) is an envelope with its text', async (args) => {
    const { code, stdout, stderr } = await run(args)
    const plain = await run(args.filter((arg) => arg !== '--json'))
    expect(JSON.parse(stdout)).toEqual({
      ok: true,
      schema: 'aura.help/1',
      data: { text: plain.stdout.trimEnd() },
      warnings: [],
    })
    expect(plain.stdout).toContain('Usage: aura')
    expect(stderr).toBe('')
    expect(code).toBe(0)
  })

  test('aura alone prints its help even to a terminal', async () => {
    const { code, stdout } = await run(['--json'], { isTTY: true })
    expect(JSON.parse(stdout).schema).toBe('aura.help/1')
    expect(code).toBe(0)
  })

  test.each(['models', 'config'])('a missing command of `aura %s` is a usage error', async (group) => {
    const { code, stdout, stderr } = await run([group, '--json'])
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      error: {
        code: 'USAGE',
        message: `\`aura ${group}\` needs a command`,
        why: `usage: aura ${group} [options] [command]`,
        hint: `see \`aura ${group} --help\``,
        exit: 2,
      },
    })
    expect(stderr).toBe('')
    expect(code).toBe(2)
  })
})

test('a missing command shows people the help on stderr and exits 2', async () => {
  const { code, stdout, stderr } = await run(['models'])
  expect(stderr).toContain('aura models list')
  expect(stdout).toBe('')
  expect(code).toBe(2)
})

test('output that is lost exits 9, says so once, and leaves no listener behind', async () => {
  const outputError = Object.assign(new Error('no space'), { code: 'ENOSPC' })
  const { code, stderr, listeners } = await run(['version'], { outputError })
  expect(stderr).toBe(
    'aura: The output cannot be written.\n  The disk is full.\n  Fix: Send it somewhere else, or free some room.\n',
  )
  expect(code).toBe(9)
  expect(listeners).toBe(0)
})

test('a reader that has gone is no fault', async () => {
  const outputError = Object.assign(new Error('broken pipe'), { code: 'EPIPE' })
  expect(await run(['version'], { outputError })).toMatchObject({ code: 0, stderr: '', listeners: 0 })
})

test.each([[['--data-dir=']], [['--data-dir', '']]])(
  'an empty data directory (%p) is a usage error',
  async (flag) => {
    const { code, stdout, stderr } = await run([...flag, 'version'])
    expect(stderr).toContain("argument '' is invalid. It must name a directory")
    expect(stdout).toBe('')
    expect(code).toBe(2)
  },
)
