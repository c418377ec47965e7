import { describe, expect, test } from 'bun:test'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { auraBinary } from '../support/binary.ts'
import { bareEnv, emptyPlace, runAura, runAuraIn } from '../support/run-aura.ts'

describe('a mistake in the command line', () => {
  test('an unknown command exits 2 in three lines and says what was probably meant', async () => {
    const { code, stdout, stderr } = await runAura(['versoin'])
    expect(stderr).toBe(
      "aura: unknown command 'versoin'\n  did you mean version?\n  Fix: see `aura --help`\n",
    )
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  test('an unknown flag exits 2 and points to the help of its command', async () => {
    const { code, stderr } = await runAura(['version', '--jsno'])
    expect(stderr).toBe(
      "aura: unknown option '--jsno'\n  did you mean --json?\n  Fix: see `aura version --help`\n",
    )
    expect(code).toBe(2)
  })

  test('help for an unknown command exits 2', async () => {
    const { code, stderr } = await runAura(['help', 'nope'])
    expect(stderr).toStartWith("aura: unknown command 'nope'\n")
    expect(code).toBe(2)
  })

  test('with --json the error is an envelope on stdout and stderr stays empty', async () => {
    const { code, stdout, stderr } = await runAura(['versoin', '--json'])
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      error: {
        code: 'USAGE',
        message: "unknown command 'versoin'",
        why: 'did you mean version?',
        hint: 'see `aura --help`',
        exit: 2,
      },
    })
    expect(stderr).toBe('')
    expect(code).toBe(2)
  })
})

/** Runs a line of sh in which `$0` is the executable. */
async function inShell(line: string) {
  await using place = await emptyPlace()
  const child = Bun.spawn(['/bin/sh', '-c', line, await auraBinary()], {
    cwd: place.cwd,
    env: bareEnv(place.home),
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [stderr, code] = await Promise.all([child.stderr.text(), child.exited])
  return { code, stderr }
}

describe('help', () => {
  /** The commands that a help text lists. */
  function commandsIn(help: string): string[] {
    const list = /^Commands:\n((?: {2}.*\n)+)/m.exec(help)?.[1] ?? ''
    return [...list.matchAll(/^ {2}(\S+)/gm)].map((match) => match[1] ?? '')
  }

  test('of every command begins with examples, has at most 24 lines of at most 100 characters', async () => {
    const waiting: string[][] = [[]]
    let seen = 0
    for (let command = waiting.pop(); command !== undefined; command = waiting.pop()) {
      const { code, stdout } = await runAura([...command, '--help'])
      const name = ['aura', ...command].join(' ')
      expect(code).toBe(0)
      expect(stdout).toContain(`Usage: ${name}`)
      expect(stdout.split('\n')[1]).toBe('Examples:')
      expect(stdout.trimEnd().split('\n').length, name).toBeLessThanOrEqual(24)
      for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100)
      waiting.push(...commandsIn(stdout).map((child) => [...command, child]))
      seen += 1
    }
    expect(seen).toBeGreaterThan(1)
  })

  test('is the same as `aura help COMMAND`, and what `aura` prints where there is no terminal', async () => {
    expect(await runAura(['help', 'version'])).toEqual(await runAura(['version', '--help']))
    expect(await runAura([])).toEqual(await runAura(['--help']))
  })

  test('has no colours when it is piped, not even when a terminal is claimed', async () => {
    const { stdout } = await runAura(['--help'], { TERM: 'xterm-256color', COLORTERM: 'truecolor' })
    expect(stdout).not.toContain('\u001b')
  })
})

describe('the directory in which aura starts', () => {
  test('cannot run code in it or change its environment', async () => {
    await using place = await emptyPlace()
    await Bun.write(join(place.cwd, 'bunfig.toml'), 'preload = ["./evil.ts"]\n')
    await Bun.write(join(place.cwd, 'evil.ts'), "await Bun.write('ran', '')\n")
    // Were it read, aura would refuse to start.
    await Bun.write(join(place.cwd, '.env'), 'AURA_DEPTH=99\n')
    const { code, stderr } = await runAuraIn(place.cwd, ['version'], bareEnv(place.home))
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect((await readdir(place.cwd)).sort()).toEqual(['.env', 'bunfig.toml', 'evil.ts'])
  })

  test('and the home stay empty after help and version', async () => {
    await using place = await emptyPlace()
    await runAuraIn(place.cwd, ['--help'], bareEnv(place.home))
    await runAuraIn(place.cwd, ['version'], bareEnv(place.home))
    expect(await readdir(place.cwd)).toEqual([])
    expect(await readdir(place.home)).toEqual([])
  })
})

test('aura refuses to start itself deeper than three levels', async () => {
  const { code, stdout, stderr } = await runAura(['version'], { AURA_DEPTH: '4' })
  expect(stderr).toStartWith('aura: started itself too often\n')
  expect(stdout).toBe('')
  expect(code).toBe(1)
  expect((await runAura(['version'], { AURA_DEPTH: '3' })).code).toBe(0)
})

describe('output that cannot be written', () => {
  test('on a full disk exits 9 in three lines', async () => {
    const { code, stderr } = await inShell('"$0" version --json > /dev/full')
    expect(stderr).toBe(
      'aura: The output cannot be written.\n  The disk is full.\n  Fix: Send it somewhere else, or free some room.\n',
    )
    expect(code).toBe(9)
  })

  test('because its reader has gone is no fault', async () => {
    // The fifo holds aura back until the reader's end is closed.
    const { code, stderr } = await inShell(
      'mkfifo closed; { cat closed >&2; "$0" --help; echo $? >&2; } | { exec <&-; printf x > closed; }',
    )
    expect(stderr).toBe('x0\n')
    expect(code).toBe(0)
  })
})
