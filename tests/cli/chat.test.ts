import { Database } from 'bun:sqlite'
import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { connectLocalDaemon } from '../../cmd/local-daemon.ts'
import { type CompanionJson, unwrap } from '../../core/http/client.ts'
import type { ScriptStep } from '../../models/scripted/scripted-runtime.ts'
import { type AuraUnderTest, type SignedUp, type StartOptions, startAura } from '../support/start-aura.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { auraFromSource } from '../support/tmux-terminal.ts'

type Finished = { readonly code: number; readonly stdout: string; readonly stderr: string }
type ChatProcess = {
  readonly finished: Promise<Finished>
  /** Resolves once this is on standard output. */
  readonly printed: (text: string) => Promise<void>
  readonly kill: (signal: NodeJS.Signals) => void
}

function startChat(dataDirectory: string, args: readonly string[], stdin?: string): ChatProcess {
  const child = Bun.spawn([...auraFromSource, '--data-dir', dataDirectory, 'chat', ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: dataDirectory },
    stdin: stdin === undefined ? 'ignore' : new TextEncoder().encode(stdin),
    stdout: 'pipe',
    stderr: 'pipe',
  })
  let printed = ''
  let tell = () => {}
  const reading = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
      printed += text
      tell()
    }
  })()
  const finished = Promise.all([child.stderr.text(), child.exited, reading]).then(([stderr, code]) => ({
    stdout: printed,
    stderr,
    code,
  }))
  return {
    finished,
    printed: (text) =>
      new Promise((resolve) => {
        tell = () => printed.includes(text) && resolve()
        tell()
      }),
    kill: (signal) => child.kill(signal),
  }
}

const chat = (dataDirectory: string, args: readonly string[], stdin?: string) =>
  startChat(dataDirectory, args, stdin).finished

const events = (stdout: string): { readonly event: string; readonly [field: string]: unknown }[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

type Place = AsyncDisposable & {
  readonly aura: AuraUnderTest
  readonly owner: SignedUp
  readonly companions: readonly CompanionJson[]
}

async function home(names: readonly string[], options: StartOptions = {}): Promise<Place> {
  const aura = await startAura(options)
  const owner = await aura.signUp()
  const companions: CompanionJson[] = []
  for (const name of names) {
    const fields = { name, personality: 'Calm.', greeting: 'There you are.', language: 'en' }
    companions.push(await unwrap(owner.client.api.companions.post(fields)))
  }
  return { aura, owner, companions, [Symbol.asyncDispose]: () => aura[Symbol.asyncDispose]() }
}

const conversationsOf = ({ owner }: Place) => unwrap(owner.client.api.conversations.get({ query: {} }))

/** What, why, and what to do. */
const threeLines = /^aura: .+\n {2}.+\n {2}Fix: .+\n$/

describe('aura chat refuses', () => {
  test('with no owner, with the command that makes one', async () => {
    using directory = temporaryDirectory()
    const { code, stdout, stderr } = await chat(directory.path, ['-m', 'Hello'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(threeLines)
    expect(stderr).toContain('Fix: aura serve')
  })

  test('with no owner while Aura runs, with the link that it printed', async () => {
    await using aura = await startAura()
    const { code, stderr } = await chat(aura.dataDirectory, ['-m', 'Hello'])
    expect(code).toBe(1)
    expect(stderr).toContain('Fix: Open the link that `aura serve` printed')
  })

  test('a serve beside a chat that serves itself, with the chat named', async () => {
    await using place = await home(['Luna'])
    const { dataDirectory, daemon } = place.aura
    await daemon[Symbol.asyncDispose]()
    await using _chat = await connectLocalDaemon({ env: { PATH: process.env.PATH }, dataDirectory }, () => {})
    const serve = Bun.spawn([...auraFromSource, '--data-dir', dataDirectory, 'serve', '--port', '0'], {
      env: { PATH: process.env.PATH ?? '', HOME: dataDirectory },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
    })
    const [stderr, code] = await Promise.all([serve.stderr.text(), serve.exited])
    expect(code).toBe(5)
    expect(stderr).toContain('aura: An open `aura chat` holds this data directory.')
    expect(stderr).toContain('Fix: Leave that chat')
  })

  test('an empty name, as a mistake in the command line', async () => {
    await using place = await home(['Luna'])
    const { code, stderr } = await chat(place.aura.dataDirectory, ['', '-m', 'Hello'])
    expect(code).toBe(2)
    expect(stderr).toBe(
      'aura: The name of the companion is empty.\n  There is only Luna.\n  Fix: aura chat Luna\n',
    )
  })

  test('a message that is too long, with how long it may be', async () => {
    using directory = temporaryDirectory()
    const { code, stderr } = await chat(directory.path, ['-m', '-'], 'x'.repeat(70_000))
    expect(code).toBe(1)
    expect(stderr).toBe(
      'aura: The message is too long.\n  It has 70,000 characters; a message has at most 32,000.\n  Fix: Shorten it, or send it in parts, one after another.\n',
    )
  })

  test('an unknown companion, with the names that are near', async () => {
    await using place = await home(['Luna', 'Kai'])
    const { code, stderr } = await chat(place.aura.dataDirectory, ['Lunna', '-m', 'Hello'])
    expect(code).toBe(3)
    expect(stderr).toMatch(threeLines)
    expect(stderr).toContain('Did you mean Luna?')
    expect(await conversationsOf(place)).toEqual([])
  })

  test('to guess between several companions', async () => {
    await using place = await home(['Luna', 'Kai'])
    const { code, stderr } = await chat(place.aura.dataDirectory, ['-m', 'Hello'])
    expect(code).toBe(2)
    expect(stderr).toContain('Luna and Kai')
  })

  test('an empty message, before anything is started', async () => {
    using directory = temporaryDirectory()
    for (const [args, stdin] of [
      [['-m', '  '], undefined],
      [['-m', '-'], ' \n'],
    ] as const) {
      const { code, stderr } = await chat(directory.path, args, stdin)
      expect(code).toBe(2)
      expect(stderr).toMatch(threeLines)
    }
  })

  test('a screen without a terminal, --json without a message, and --new with --continue', async () => {
    using directory = temporaryDirectory()
    for (const args of [['Luna'], ['Luna', '--json'], ['Luna', '-m', 'x', '--new', '--continue']]) {
      const { code, stdout, stderr } = await chat(directory.path, args)
      expect(code).toBe(2)
      expect(stdout + stderr).toMatch(/Fix: |"hint":/)
    }
  })

  test('with --json in one envelope on standard output', async () => {
    await using place = await home(['Luna'])
    const { code, stdout, stderr } = await chat(place.aura.dataDirectory, ['Nobody', '-m', 'x', '--json'])
    expect(code).toBe(3)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'NOT_FOUND', exit: 3 } })
    expect(stderr).toBe('')
  })
})

describe('aura chat -m', () => {
  test('prints the reply and nothing else, with one line end', async () => {
    await using place = await home(['Luna'], { script: () => [{ type: 'say', text: 'Good morning, Ana.' }] })
    expect(await chat(place.aura.dataDirectory, ['-m', 'Good morning'])).toEqual({
      code: 0,
      stdout: 'Good morning, Ana.\n',
      stderr: '',
    })
  })

  test('tells the usage on standard error with -v', async () => {
    await using place = await home(['Luna'])
    const { stdout, stderr } = await chat(place.aura.dataDirectory, ['luna', '-m', 'Hello', '-v'])
    expect(stdout).toBe('Hello.\n')
    expect(stderr).toMatch(/^\d+ prompt tokens, \d+ tokens/)
  })

  test('- takes the message from standard input, as it is', async () => {
    const text = 'line one\n  你好 👨‍👩‍👧\n'
    await using place = await home(['Luna'])
    expect(await chat(place.aura.dataDirectory, ['-m', '-'], text)).toMatchObject({
      code: 0,
      stdout: 'Hello.\n',
    })
    const [newest] = await conversationsOf(place)
    const detail = await unwrap(place.owner.client.api.conversations({ id: newest?.id ?? '' }).get())
    expect(detail.messages.find(({ role }) => role === 'user')?.text.trim()).toBe(text.trim())
  })

  test('goes on with the newest conversation, and --new begins another', async () => {
    await using place = await home(['Luna'])
    const { dataDirectory } = place.aura
    await chat(dataDirectory, ['-m', 'one'])
    await chat(dataDirectory, ['-m', 'two', '--continue'])
    expect(await conversationsOf(place)).toHaveLength(1)
    await chat(dataDirectory, ['-m', 'three', '--new'])
    expect(await conversationsOf(place)).toHaveLength(2)
  })

  test('--json tells the turn, every delta and the end, one object a line', async () => {
    await using place = await home(['Luna'], { script: () => [{ type: 'say', text: 'One two three.' }] })
    const { code, stdout, stderr } = await chat(place.aura.dataDirectory, ['Luna', '-m', 'Count', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const told = events(stdout)
    expect(told[0]).toMatchObject({ event: 'turn', companion: { name: 'Luna' } })
    expect(
      told
        .filter(({ event }) => event === 'delta')
        .map(({ text }) => text)
        .join(''),
    ).toBe('One two three.')
    expect(told.at(-1)).toMatchObject({ event: 'done', status: 'done', usage: { completionTokens: 3 } })
  })

  test('a failed reply keeps its beginning on standard output and gives the code of the error', async () => {
    const error = {
      kind: 'out-of-memory',
      message: 'The card is full.',
      why: 'Others use it.',
      fix: 'Close them.',
    } as const
    const script = (): ScriptStep[] => [
      { type: 'say', text: 'It began' },
      { type: 'fail', error },
    ]
    await using place = await home(['Luna'], { script })
    const { dataDirectory } = place.aura
    expect(await chat(dataDirectory, ['-m', 'x'])).toEqual({
      code: 9,
      stdout: 'It began\n',
      stderr: 'aura: The card is full.\n  Others use it.\n  Fix: Close them.\n',
    })
    const json = await chat(dataDirectory, ['-m', 'x', '--json'])
    expect(json.code).toBe(9)
    const told = events(json.stdout)
    expect(told.at(-2)).toMatchObject({ event: 'done', status: 'failed' })
    expect(told.at(-1)).toEqual({
      event: 'error',
      error: {
        code: 'OUT_OF_MEMORY',
        message: 'The card is full.',
        why: 'Others use it.',
        hint: 'Close them.',
        exit: 9,
      },
    })
  })

  test('what a model writes cannot command the terminal', async () => {
    const script = (): ScriptStep[] => [{ type: 'say', text: 'a\u001b]0;owned\u0007\u001b[2Jb\tc' }]
    await using place = await home(['Luna'], { script })
    expect((await chat(place.aura.dataDirectory, ['-m', 'x'])).stdout).toBe('ab\tc\n')
  })

  test('Ctrl+C stops the reply, keeps what was said, and gives 130', async () => {
    const script = (): ScriptStep[] => [
      { type: 'say', text: 'A long story' },
      { type: 'wait', until: new Promise(() => {}) },
    ]
    await using place = await home(['Luna'], { script })
    const process = startChat(place.aura.dataDirectory, ['-m', 'Tell'])
    await process.printed('A long story')
    process.kill('SIGINT')
    expect(await process.finished).toMatchObject({ code: 130, stdout: 'A long story\n' })
    await place.aura.daemon.deps.turns.idle()
    const [newest] = await conversationsOf(place)
    expect(newest?.lastMessage).toEqual({ role: 'assistant', text: 'A long story' })
  })

  test('a reader that closes the pipe early is no fault, and the reply is stopped', async () => {
    const more = Promise.withResolvers<void>()
    const script = (): ScriptStep[] => [
      { type: 'say', text: 'first line\nand ' },
      { type: 'wait', until: more.promise },
      { type: 'say', text: 'word '.repeat(50) },
      { type: 'wait', until: new Promise(() => {}) },
    ]
    await using place = await home(['Luna'], { script })
    const command = [...auraFromSource, '--data-dir', place.aura.dataDirectory, 'chat', '-m', 'x']
    const child = Bun.spawn(
      ['sh', '-c', '"$@" | { head -n 1; exec <&-; echo closed >&2; }', 'sh', ...command],
      {
        env: { PATH: process.env.PATH ?? '', HOME: place.aura.dataDirectory },
        stdin: 'ignore',
        stdout: 'pipe',
        stderr: 'pipe',
      },
    )
    const errors = child.stderr.pipeThrough(new TextDecoderStream()).getReader()
    expect((await errors.read()).value).toBe('closed\n')
    // What comes now finds the pipe closed.
    more.resolve()
    await place.aura.daemon.deps.turns.idle()
    expect((await errors.read()).value).toBeUndefined()
    expect(await child.stdout.text()).toBe('first line\n')
  })

  test('leaves no session behind', async () => {
    await using place = await home(['Luna'])
    using database = new Database(join(place.aura.dataDirectory, 'aura.db'), { readonly: true })
    const sessions = () => database.query('SELECT id FROM sessions ORDER BY id').all()
    const before = sessions()
    expect(before).not.toEqual([])
    await chat(place.aura.dataDirectory, ['-m', 'x'])
    expect(sessions()).toEqual(before)
  })

  test('without a daemon it starts one for itself, which is gone afterwards', async () => {
    await using place = await home(['Luna'])
    const { dataDirectory, daemon } = place.aura
    await daemon[Symbol.asyncDispose]()
    // The daemon of this test has a scripted model, a private one has none.
    const { code, stdout, stderr } = await chat(dataDirectory, ['-m', 'Hello'])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(threeLines)
    await place.aura.restart()
    const { store } = place.aura.daemon.deps
    expect(await store.conversations.list(place.owner.user.id)).toHaveLength(1)
  })
})
