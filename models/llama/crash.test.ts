import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { collect, greedy } from '../../core/model-runtime.contract.ts'
import type { GenerateEvent, GenerateRequest } from '../../core/model-runtime.ts'
import { writeQwen } from '../fixtures/qwen.ts'
import { openTestRuntime, type TestRuntime } from './testing.ts'

// Only against hanging for ever: processes start slowly on a busy machine.
setDefaultTimeout(60_000)

const endless = { contextLength: 65_536, speech: { type: 'words', ends: false } } as const
const long = { contextLength: 65_536, parallel: 2 }

function asking(maxTokens: number): GenerateRequest {
  return { messages: [{ role: 'user', text: 'Hello' }], maxTokens, sampling: greedy }
}

const never = () => new AbortController().signal

/** Kills the newest child as soon as an answer is under way, and gives back how that answer ended. */
async function crashInMidAnswer(subject: TestRuntime, signal: NodeJS.Signals) {
  let killed = false
  const killing = async function* (): AsyncGenerator<GenerateEvent> {
    for await (const event of subject.runtime.generate(asking(100_000), never())) {
      yield event
      if (event.type !== 'delta' || killed) continue
      killed = true
      process.kill(subject.pids().at(-1) ?? 0, signal)
    }
  }
  return await collect(killing())
}

/** Resolves when the process is gone or a zombie. */
async function gone(pid: number): Promise<void> {
  const state = () =>
    Bun.file(`/proc/${pid}/stat`)
      .text()
      .then((text) => text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3))
      .catch(() => 'gone')
  while (!['gone', 'Z', 'X'].includes(await state())) await Bun.sleep(5)
}

describe('a runtime whose child dies', () => {
  test('ends the answer with an error at SIGSEGV, and answers the next request', async () => {
    await using subject = openTestRuntime(endless, long)
    const { done } = await crashInMidAnswer(subject, 'SIGSEGV')
    expect(done.finishReason).toBe('error')
    expect(done.error?.kind).toBe('runtime-unavailable')
    expect(done.text.length).toBeGreaterThan(0)

    const next = await collect(subject.runtime.generate(asking(5), never()))
    expect(next.done.finishReason).toBe('length')
    expect(subject.pids()).toHaveLength(2)
    const crash = subject.log.find((entry) => entry.event === 'crashed')
    expect(crash).toMatchObject({ pid: subject.pids()[0], exit: { signal: 'SIGSEGV' } })
  })

  test('is started again before anybody asks', async () => {
    await using subject = openTestRuntime(endless, long)
    await subject.runtime.start()
    const loaded = subject.next('loaded')
    process.kill(subject.pids()[0] ?? 0, 'SIGKILL')
    await loaded
    expect((await subject.runtime.health()).state).toBe('ready')
    expect(subject.pids()).toHaveLength(2)
  })

  test('keeps those who wait and answers them with the next child', async () => {
    await using subject = openTestRuntime(endless, { ...long, parallel: 1 })
    const queued = Promise.withResolvers<void>()
    const running = collect(subject.runtime.generate(asking(100_000), never()))
    const waiting = collect(
      (async function* () {
        for await (const event of subject.runtime.generate(asking(5), never())) {
          if (event.type === 'queued') queued.resolve()
          yield event
        }
      })(),
    )
    await queued.promise
    process.kill(subject.pids()[0] ?? 0, 'SIGSEGV')
    expect((await running).done.error?.kind).toBe('runtime-unavailable')
    expect((await waiting).done.finishReason).toBe('length')
  })

  test('is left alone after too many crashes, until a person asks to start it anew', async () => {
    const waits: number[] = []
    let now = 0
    await using subject = openTestRuntime(endless, {
      ...long,
      clock: { now: () => now },
      sleep: async (ms) => {
        waits.push(ms)
        now += ms
      },
    })
    for (let crash = 0; crash < 5; crash++) await crashInMidAnswer(subject, 'SIGSEGV')
    expect(waits).toEqual([500, 2000, 8000])

    const refused = await collect(subject.runtime.generate(asking(5), never()))
    expect(refused.done.error?.message).toContain('keeps crashing')
    expect(await subject.runtime.health()).toMatchObject({
      state: 'failed',
      error: { kind: 'runtime-unavailable' },
    })
    expect(subject.pids()).toHaveLength(5)

    // As each message of a chat does.
    expect((await subject.runtime.start()).state).toBe('failed')
    expect(subject.pids()).toHaveLength(5)

    expect((await subject.runtime.start({ anew: true })).state).toBe('ready')
    const { done } = await collect(subject.runtime.generate(asking(5), never()))
    expect(done.finishReason).toBe('length')
  })

  test('takes its child along when it is killed itself', async () => {
    await using subject = openTestRuntime(endless, long)
    const parent = Bun.spawn(
      [process.execPath, join(import.meta.dir, 'orphan.fixture.ts'), subject.modelPath],
      {
        stdout: 'pipe',
        stderr: 'inherit',
      },
    )
    const { value } = await parent.stdout.getReader().read()
    const childPid = Number(new TextDecoder().decode(value))
    expect(childPid).toBeGreaterThan(1)
    process.kill(parent.pid, 'SIGKILL')
    await parent.exited
    await gone(childPid)
  })

  test('leaves no child behind when it is closed', async () => {
    const subject = openTestRuntime(endless, long)
    const running = collect(subject.runtime.generate(asking(100_000), never()))
    await subject.next('loaded')
    await subject[Symbol.asyncDispose]()
    await gone(subject.pids()[0] ?? 0)
    expect((await running).done.error?.kind).toBe('interrupted')
    expect(subject.log.some((entry) => entry.event === 'crashed')).toBe(false)
  })

  test('that dies while it loads says so, and is left alone when it does so again and again', async () => {
    const command = [process.execPath, '-e', 'process.kill(process.pid, "SIGSEGV")']
    await using subject = openTestRuntime(endless, { ...long, command, sleep: async () => {} })
    for (let attempt = 0; attempt < 6; attempt++) {
      const { done } = await collect(subject.runtime.generate(asking(5), never()))
      expect(done.error?.kind).toBe('runtime-unavailable')
    }
    expect(subject.pids()).toHaveLength(5)
    expect(subject.log.filter((entry) => entry.event === 'crashed')).toHaveLength(5)
    expect((await subject.runtime.health()).state).toBe('failed')
  })

  test('is closed at once while it loads, and while it waits for a restart', async () => {
    const command = [process.execPath, '-e', 'setInterval(() => {}, 1000)']
    const loading = openTestRuntime(endless, { ...long, command })
    const started = loading.next('started')
    const answer = collect(loading.runtime.generate(asking(5), never()))
    const { pid } = await started
    await loading[Symbol.asyncDispose]()
    await gone(pid)
    expect((await answer).done.error?.kind).toBe('interrupted')
    expect(loading.log.some((entry) => entry.event === 'crashed')).toBe(false)

    const sleeping = Promise.withResolvers<void>()
    const waiting = openTestRuntime(endless, {
      ...long,
      sleep: () => {
        sleeping.resolve()
        return new Promise(() => {})
      },
    })
    await crashInMidAnswer(waiting, 'SIGSEGV')
    await crashInMidAnswer(waiting, 'SIGSEGV')
    await sleeping.promise
    await waiting[Symbol.asyncDispose]()
    expect(waiting.pids()).toHaveLength(2)
  })

  test('that stands still is still looked at at once while it loads, and closed', async () => {
    const command = [process.execPath, '-e', 'setInterval(() => {}, 1000)']
    const subject = openTestRuntime(endless, { ...long, command })
    const started = subject.next('started')
    const answer = subject.runtime.start()
    const { pid } = await started
    process.kill(pid, 'SIGSTOP')
    expect(await subject.runtime.health()).toMatchObject({ state: 'loading' })
    await subject[Symbol.asyncDispose]()
    await gone(pid)
    expect((await answer).state).not.toBe('ready')
  })

  test('that stands still makes a question fail after its limit instead of waiting for ever', async () => {
    const limits: number[] = []
    await using subject = openTestRuntime(endless, {
      ...long,
      wait: async (ms) => void limits.push(ms),
    })
    await subject.runtime.start()
    process.kill(subject.pids()[0] ?? 0, 'SIGSTOP')
    await expect(subject.runtime.countTokens(['a'])).rejects.toMatchObject({
      kind: 'runtime-unavailable',
      message: 'The model runtime does not answer.',
    })
    expect(limits).toEqual([30_000])
  })

  test('is closed while a request looks up the model, and that request ends', async () => {
    const asked = Promise.withResolvers<void>()
    const chosen = Promise.withResolvers<{ name: string; path: string }>()
    const subject = openTestRuntime(endless, {
      selectModel() {
        asked.resolve()
        return chosen.promise
      },
    })
    const answer = collect(subject.runtime.generate(asking(5), never()))
    await asked.promise
    await subject.runtime[Symbol.asyncDispose]()
    chosen.resolve({ name: 'tiny', path: subject.modelPath })
    expect((await answer).done.error?.kind).toBe('interrupted')
    expect(subject.pids()).toEqual([])
    await subject[Symbol.asyncDispose]()
  })

  test('that cannot be started says so', async () => {
    await using subject = openTestRuntime(endless, { ...long, command: ['/nowhere/aura', '__runtime'] })
    const { done } = await collect(subject.runtime.generate(asking(5), never()))
    expect(done.error?.kind).toBe('runtime-unavailable')
  })
})

describe('a child that starts', () => {
  test('gets neither the variables of Bun nor the secrets of Aura', async () => {
    const script =
      'process.send({type:"load-failed",error:{kind:"unavailable",message:Object.keys(process.env).sort().join(" ")},detail:""}); process.on("message",()=>{})'
    await using subject = openTestRuntime(
      {},
      {
        command: [process.execPath, '-e', script],
        env: {
          PATH: process.env.PATH,
          BUN_OPTIONS: '--inspect',
          BUN_INSPECT: 'x',
          AURA_MASTER_KEY: 'x',
          LANG: 'C',
        },
      },
    )
    const { done } = await collect(subject.runtime.generate(asking(5), never()))
    expect(done.error?.message).not.toContain('BUN_OPTIONS')
    expect(done.error?.message).not.toContain('BUN_INSPECT')
    expect(done.error?.message).not.toContain('AURA_MASTER_KEY')
    expect(done.error?.message).toContain('LANG')
  })
})

test("a question that the child cannot answer is refused with the child's reason, and what lies behind it is logged", async () => {
  const script = `
    const answers = {
      load: () => ({ type: 'loaded', info: { backend: 'cpu', device: 'x', contextLength: 99, parallel: 1, threads: 1 } }),
      count: (id) => ({ type: 'failed', id, error: { kind: 'out-of-memory', message: 'It is full.' }, detail: 'a detail' }),
    }
    process.on('message', ({ type, id }) => process.send(answers[type](id)))
    process.send({ type: 'ready' })`
  await using subject = openTestRuntime({}, { command: [process.execPath, '-e', script] })
  await expect(subject.runtime.countTokens(['a'])).rejects.toMatchObject({ kind: 'out-of-memory' })
  expect(subject.log.at(-1)).toMatchObject({ event: 'request-failed', detail: 'a detail' })
})

test('another model file is loaded once the running answers have ended', async () => {
  const path = (name: string) => join(subject.directory, `${name}.gguf`)
  let chosen = 'tiny'
  await using subject: TestRuntime = openTestRuntime(endless, {
    ...long,
    selectModel: async () => ({ name: chosen, path: path(chosen) }),
  })
  writeQwen(path('other'), {
    ...endless,
    speech: { type: 'says', pieces: [' Hello', ' moon'], again: false },
  })
  const abort = new AbortController()
  const first = Promise.withResolvers<void>()
  const running = collect(
    (async function* () {
      for await (const event of subject.runtime.generate(asking(100_000), abort.signal)) {
        if (event.type === 'delta') first.resolve()
        yield event
      }
    })(),
  )
  await first.promise
  chosen = 'other'
  const queued = Promise.withResolvers<void>()
  const next = collect(
    (async function* () {
      for await (const event of subject.runtime.generate({ ...asking(9) }, never())) {
        if (event.type === 'queued') queued.resolve()
        yield event
      }
    })(),
  )
  await queued.promise
  expect(subject.pids()).toHaveLength(1)
  abort.abort()
  expect((await running).done.finishReason).toBe('aborted')
  expect((await next).done.text).toBe(' Hello moon')
  expect(subject.pids()).toHaveLength(2)
  expect(subject.log.some((entry) => entry.event === 'crashed')).toBe(false)
})
