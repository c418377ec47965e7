import { expect, test } from 'bun:test'
import { copyFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient, type FollowedEvent, unwrap } from '../../core/http/client.ts'
import { writeQwen } from '../../models/fixtures/qwen.ts'
import { auraBinary } from '../support/binary.ts'
import { bareEnv, emptyPlace } from '../support/run-aura.ts'
import { owner } from '../support/start-aura.ts'

test('the file alone, in an empty directory with an empty home and no node_modules in reach, chats on a real model', async () => {
  await using place = await emptyPlace()
  const aura = join(place.cwd, 'aura')
  await copyFile(await auraBinary(), aura)
  writeQwen(join(place.cwd, 'tiny.gguf'))
  const run = (...args: string[]) =>
    Bun.spawn(
      [
        'env',
        '-i',
        ...Object.entries(bareEnv(place.home)).map(([name, value]) => `${name}=${value}`),
        'AURA_THREADS=1',
        aura,
        ...args,
      ],
      {
        cwd: place.cwd,
        stdin: 'ignore',
        stdout: 'pipe',
        stderr: 'pipe',
      },
    )

  const added = run('models', 'add', 'tiny.gguf', '--json')
  expect(JSON.parse(await added.stdout.text())).toMatchObject({
    ok: true,
    data: { name: 'tiny', inUse: true },
  })

  const daemon = run('serve', '--port', '0', '--json')
  await using _ = {
    async [Symbol.asyncDispose]() {
      daemon.kill('SIGTERM')
      await daemon.exited
    },
  }
  const { value } = await daemon.stdout.getReader().read()
  const { origin, setupUrl } = JSON.parse(new TextDecoder().decode(value)).data
  const page = await fetch(`${origin}/setup`)
  expect(await page.text()).toContain('<div id="app">')

  const answer = await fetch(`${origin}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...owner, token: new URL(setupUrl).hash.slice(1) }),
  })
  const token = /aura_session=([\w-]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''
  const { api, followTurn } = createClient({ origin, token })
  const fields = { name: 'Luna', personality: 'Calm.', greeting: 'Hi.', language: 'en' }
  const companion = await unwrap(api.companions.post(fields))
  const conversation = await unwrap(api.conversations.post({ companionId: companion.id }))
  const say = { id: Bun.randomUUIDv7(), text: 'Good evening' }
  const { turnId } = await unwrap(api.conversations({ id: conversation.id }).messages.post(say))
  const events: FollowedEvent[] = await Array.fromAsync(
    followTurn(turnId, { signal: new AbortController().signal }),
  )
  const text = events.map((event) => (event.type === 'delta' ? event.text : '')).join('')
  expect(events.at(-1)).toMatchObject({
    type: 'done',
    status: 'done',
    usage: { promptTokens: expect.any(Number), completionTokens: expect.any(Number) },
  })
  expect(text.trim().length).toBeGreaterThan(0)
  const health = await unwrap(api.runtime.get())
  expect(health).toMatchObject({ state: 'ready', model: 'tiny', backend: 'cpu', threads: 1 })

  // Nothing but what it was given lies in the working directory, and what it made is private.
  expect((await readdir(place.cwd)).sort()).toEqual(['aura', 'tiny.gguf'])
  const data = join(place.home, '.local/share/aura')
  for (const name of ['aura.db', 'keys.db', 'master.key', 'daemon.json'])
    expect((await stat(join(data, name))).mode & 0o777).toBe(0o600)

  const chat = run('chat', 'Luna', '-m', 'And you?', '--json')
  const lines = (await chat.stdout.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.at(-1)).toMatchObject({ event: 'done' })
  expect(await chat.exited).toBe(0)
}, 120_000)
