import { describe, expect, test } from 'bun:test'
import { chmod, chown, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type AuraError, unwrap } from '../../core/http/client.ts'
import { writeCorruptGguf, writeQwen } from '../../models/fixtures/qwen.ts'
import { errorKind } from '../support/error-kind.ts'
import { bareEnv, emptyPlace, runAuraIn } from '../support/run-aura.ts'
import { signUpAt, spawnDaemon } from '../support/spawn-daemon.ts'
import { startTalk } from '../support/talk.ts'

type Place = Awaited<ReturnType<typeof emptyPlace>>

const aura = (place: Place, ...args: string[]) => runAuraIn(place.cwd, args, bareEnv(place.home))

/** Three lines: what, why, and what to do. */
function expectThreeLines(stderr: string, what: string, fix: string): void {
  const lines = stderr.trimEnd().split('\n')
  expect(lines[0]).toBe(`aura: ${what}`)
  expect(lines.at(-1)).toContain(`Fix: ${fix}`)
  expect(lines.length).toBeGreaterThanOrEqual(3)
  expect(stderr).not.toMatch(/\bat \S+ \(/)
}

describe('aura serve says in three lines what keeps it from starting:', () => {
  test('a port that is taken', async () => {
    await using place = await emptyPlace()
    using other = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } })
    const { code, stdout, stderr } = await aura(place, 'serve', '--port', String(other.port))
    expectThreeLines(
      stderr,
      `Port ${other.port} is taken.`,
      'End it, or choose another port: aura serve --port',
    )
    expect([code, stdout]).toEqual([5, ''])
  })

  test('a data directory that another daemon holds', async () => {
    await using place = await emptyPlace()
    await using daemon = await spawnDaemon(place)
    const { code, stderr } = await aura(place, 'serve', '--port', '0')
    expectThreeLines(stderr, 'Aura is already running with this data directory.', `Open ${daemon.origin}`)
    expect(code).toBe(5)
    expect((await fetch(`${daemon.origin}/livez`)).status).toBe(200)
  })

  test('a port that another Aura has', async () => {
    await using place = await emptyPlace()
    await using daemon = await spawnDaemon(place)
    const { port } = new URL(daemon.origin)
    const other = join(place.path, 'other')
    const { code, stderr } = await aura(place, 'serve', '--port', port, '--data-dir', other)
    expectThreeLines(stderr, `Port ${port} is taken.`, 'End it, or choose another port')
    expect(code).toBe(5)
  })

  test('keys that are gone, and makes no new ones; it ends and leaves the directory free', async () => {
    await using place = await emptyPlace()
    await (await spawnDaemon(place))[Symbol.asyncDispose]()
    const data = join(place.home, '.local/share/aura')
    await Promise.all(
      ['keys.db', 'keys.db-wal', 'keys.db-shm'].map((name) => rm(join(data, name), { force: true })),
    )
    for (let start = 0; start < 2; start += 1) {
      const { code, stderr } = await aura(place, 'serve', '--port', '0')
      expectThreeLines(
        stderr,
        'The keys of this data are missing.',
        'Stop Aura and put the copy of keys.db back.',
      )
      expect(code).toBe(10)
    }
    expect(await Bun.file(join(data, 'keys.db')).exists()).toBe(false)
  })

  test.if(process.getuid?.() === 0)('a disk that is full from the beginning', async () => {
    await using place = await emptyPlace()
    const data = join(place.path, 'small')
    await mkdir(data, { mode: 0o700 })
    Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', 'size=64k,mode=0700', 'tmpfs', data])
    try {
      Bun.spawnSync(['sh', '-c', `head -c 1000000 /dev/zero > ${data}/filler`])
      for (const args of [
        ['serve', '--port', '0'],
        ['models', 'use', 'x'],
      ]) {
        const { code, stderr } = await aura(place, ...args, '--data-dir', data)
        expectThreeLines(stderr, 'The disk is full.', 'Free some space')
        expect(code).toBe(9)
      }
    } finally {
      Bun.spawnSync(['umount', '-l', data])
    }
  })

  test('nothing, when several processes make the data directory at the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      await using place = await emptyPlace()
      const codes = await Promise.all(
        Array.from({ length: 4 }, async () => (await aura(place, 'models', 'list')).code),
      )
      expect(codes).toEqual([0, 0, 0, 0])
      await using daemon = await spawnDaemon(place)
      expect((await fetch(`${daemon.origin}/readyz`)).status).toBe(200)
    }
  })

  test('a data directory that others can read', async () => {
    await using place = await emptyPlace()
    const data = join(place.path, 'data')
    await mkdir(data)
    await chmod(data, 0o755)
    const { code, stderr } = await aura(place, 'serve', '--port', '0', '--data-dir', data)
    expectThreeLines(stderr, 'Other users can read the data directory.', `chmod 700 ${data}`)
    expect(code).toBe(4)
  })

  test.if(process.getuid?.() === 0)('a data directory of another user', async () => {
    await using place = await emptyPlace()
    const data = join(place.path, 'data')
    await mkdir(data, { mode: 0o700 })
    await chown(data, 4242, 4242)
    const { code, stderr } = await aura(place, 'serve', '--port', '0', '--data-dir', data)
    expectThreeLines(stderr, 'The data directory belongs to another user.', 'Run Aura as its owner')
    expect(code).toBe(4)
  })

  test('a configuration with faults, all of them at once, with exit code 78', async () => {
    await using place = await emptyPlace()
    const env = { ...bareEnv(place.home), AURA_GPU: 'fast', AURA_THREADS: 'many' }
    const { code, stderr } = await runAuraIn(place.cwd, ['serve', '--port', 'x'], env)
    expectThreeLines(stderr, 'The configuration is not valid.', 'Correct it')
    for (const name of ['--port', 'AURA_GPU', 'AURA_THREADS']) expect(stderr).toContain(name)
    expect(code).toBe(78)
  })

  test('a master key that is gone, and does not make a new one', async () => {
    await using place = await emptyPlace()
    await (await spawnDaemon(place))[Symbol.asyncDispose]()
    const key = join(place.home, '.local/share/aura/master.key')
    await rm(key)
    const { code, stderr } = await aura(place, 'serve', '--port', '0')
    expectThreeLines(stderr, 'The master key is missing.', 'Put the key file back')
    expect(code).toBe(78)
    expect(await Bun.file(key).exists()).toBe(false)
  })
})

describe('aura models add refuses and changes nothing:', () => {
  test('what is not there, not a model, or a model of another kind', async () => {
    await using place = await emptyPlace()
    writeCorruptGguf(join(place.cwd, 'corrupt.gguf'))
    writeQwen(join(place.cwd, 'llama.gguf'), { architecture: 'llama' })
    const cases = [
      ['missing.gguf', 3],
      ['corrupt.gguf', 10],
      ['llama.gguf', 1],
    ] as const
    for (const [file, expected] of cases) {
      const { code, stderr } = await aura(place, 'models', 'add', file)
      expect([file, code]).toEqual([file, expected])
      expect(stderr.trimEnd().split('\n').length).toBe(3)
    }
    expect(JSON.parse((await aura(place, 'models', 'list', '--json')).stdout).data).toEqual([])
  })
})

describe('a running daemon', () => {
  test('without a model keeps the message and says what to do; once a model is added the same message is answered', async () => {
    await using place = await emptyPlace()
    await using daemon = await spawnDaemon(place)
    const talk = await startTalk(daemon.origin, await signUpAt(daemon))
    const { turnId, messageId } = await talk.say('hello')
    expect(await talk.follow(turnId)).toMatchObject({
      status: 'failed',
      error: { kind: 'model-missing', fix: 'aura models add FILE.gguf' },
    })
    expect(await talk.texts()).toEqual(['hello'])
    writeQwen(join(place.cwd, 'tiny.gguf'))
    expect((await aura(place, 'models', 'add', 'tiny.gguf')).code).toBe(0)
    const conversation = talk.client.api.conversations({ id: talk.conversationId })
    const again = await unwrap(conversation.retry.post({ messageId }))
    expect(await talk.follow(again.turnId)).toMatchObject({ status: 'done' })
    expect(await talk.texts()).toHaveLength(2)
  }, 60_000)

  test('changes over to another model by itself', async () => {
    await using place = await emptyPlace()
    const says = (name: string, text: string) =>
      writeQwen(join(place.cwd, `${name}.gguf`), { speech: { type: 'says', pieces: [text], again: false } })
    says('one', ' red')
    says('two', ' blue')
    await aura(place, 'models', 'add', 'one.gguf')
    await aura(place, 'models', 'add', 'two.gguf')
    await using daemon = await spawnDaemon(place)
    const talk = await startTalk(daemon.origin, await signUpAt(daemon))
    await talk.follow((await talk.say('hello')).turnId)
    expect((await aura(place, 'models', 'use', 'two')).code).toBe(0)
    await talk.follow((await talk.say('again')).turnId)
    const [, first, , second] = await talk.texts()
    expect([first?.trim(), second?.trim()]).toEqual(['red', 'blue'])
  }, 60_000)

  test('whose model file is deleted goes on with what is loaded, and says so after a restart', async () => {
    await using place = await emptyPlace()
    writeQwen(join(place.cwd, 'tiny.gguf'))
    await aura(place, 'models', 'add', 'tiny.gguf')
    const daemon = await spawnDaemon(place)
    const token = await signUpAt(daemon)
    const talk = await startTalk(daemon.origin, token)
    await talk.follow((await talk.say('hello')).turnId)
    await rm(join(place.home, '.local/share/aura/models/tiny.gguf'))
    const after = await talk.follow((await talk.say('and now?')).turnId)
    expect(['done', 'failed']).toContain(after.status)
    if (after.status === 'failed') expect(after.error).toMatchObject({ kind: 'model-missing' })
    await daemon[Symbol.asyncDispose]()
    await using next = await spawnDaemon(place)
    expect((await fetch(`${next.origin}/readyz`)).status).toBe(200)
    const later = await startTalk(next.origin, token)
    expect(await later.follow((await later.say('hello')).turnId)).toMatchObject({
      status: 'failed',
      error: { kind: 'model-missing', fix: expect.stringContaining('aura models') },
    })
  }, 60_000)

  test('with a context too large for the memory says the number that fits', async () => {
    await using place = await emptyPlace()
    writeQwen(join(place.cwd, 'tiny.gguf'))
    await aura(place, 'models', 'add', 'tiny.gguf')
    await using daemon = await spawnDaemon(place, [], { AURA_CONTEXT_LENGTH: '1048576' })
    const talk = await startTalk(daemon.origin, await signUpAt(daemon))
    const done = await talk.follow((await talk.say('hello')).turnId)
    expect(done).toMatchObject({ status: 'failed', error: { kind: 'context-too-large' } })
    expect(done.error?.fix).toMatch(/\d{3,}/)
    expect(await talk.texts()).toEqual(['hello'])
  }, 60_000)

  test('whose runtime dies of SIGSEGV in mid-answer makes the reply again, and the next message works', async () => {
    await using place = await emptyPlace()
    writeQwen(join(place.cwd, 'tiny.gguf'), { speech: { type: 'words', ends: false } })
    await aura(place, 'models', 'add', 'tiny.gguf')
    await using daemon = await spawnDaemon(place)
    const talk = await startTalk(daemon.origin, await signUpAt(daemon))
    const { turnId } = await talk.say('hello')
    const seen: string[] = []
    for await (const event of talk.client.followTurn(turnId, { signal: new AbortController().signal })) {
      seen.push(event.type)
      if (event.type === 'delta' && !seen.includes('killed')) {
        seen.push('killed')
        process.kill(await runtimeOf(daemon.pid), 'SIGSEGV')
      }
      if (event.type === 'done') expect(event).toMatchObject({ status: 'done', finishReason: 'length' })
    }
    expect(seen).toContain('reset')
    expect(await talk.texts()).toHaveLength(2)
    expect(await talk.follow((await talk.say('again')).turnId)).toMatchObject({ status: 'done' })
    expect((await fetch(`${daemon.origin}/livez`)).status).toBe(200)
  }, 60_000)
})

describe.if(process.getuid?.() === 0)('a full disk', () => {
  test('refuses the message with one clear error, loses nothing, and works again when there is space', async () => {
    await using place = await emptyPlace()
    const data = join(place.path, 'small')
    await mkdir(data, { mode: 0o700 })
    expect(Bun.spawnSync(['mount', '-t', 'tmpfs', '-o', 'size=3m,mode=0700', 'tmpfs', data]).exitCode).toBe(0)
    try {
      await using daemon = await spawnDaemon(place, ['--data-dir', data])
      const talk = await startTalk(daemon.origin, await signUpAt(daemon))
      const told: string[] = []
      let refusal = 'none'
      for (let index = 0; refusal === 'none' && index < 2000; index += 1) {
        const text = `${index} ${'x'.repeat(20_000)}`
        try {
          const { turnId } = await talk.say(text)
          told.push(text)
          await talk.follow(turnId)
        } catch (error) {
          refusal = (error as AuraError).kind
        }
      }
      expect(refusal).toBe('disk-full')
      expect((await fetch(`${daemon.origin}/livez`)).status).toBe(200)
      expect(await talk.texts()).toEqual(told)
      expect(await errorKind(talk.say('more'))).toBe('disk-full')

      expect(Bun.spawnSync(['mount', '-o', 'remount,size=16m', data]).exitCode).toBe(0)
      const { turnId } = await talk.say('space again')
      await talk.follow(turnId)
      expect(await talk.texts()).toEqual([...told, 'space again'])
    } finally {
      Bun.spawnSync(['umount', '-l', data])
    }
  }, 60_000)
})

/** The process of the model runtime: the only child of the daemon. */
async function runtimeOf(pid: number): Promise<number> {
  const children = await Bun.file(`/proc/${pid}/task/${pid}/children`).text()
  return Number(children.trim().split(' ')[0])
}
