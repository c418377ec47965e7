import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { createClient, unwrap } from '../../core/http/client.ts'
import { writeQwen } from '../../models/fixtures/qwen.ts'
import { bareEnv, emptyPlace, runAuraIn } from '../support/run-aura.ts'
import { type SpawnedDaemon, signUpAt, spawnDaemon } from '../support/spawn-daemon.ts'
import { startTalk, talkIn } from '../support/talk.ts'

const kills = 50
const writers = 4

test(`no acknowledged message is lost when the daemon is killed with SIGKILL ${kills} times under writes`, async () => {
  await using place = await emptyPlace()
  const acknowledged = new Map<string, string[]>()
  let daemon: SpawnedDaemon = await spawnDaemon(place)
  const token = await signUpAt(daemon)
  const clientOf = ({ origin }: SpawnedDaemon) => createClient({ origin, token })

  const fields = { name: 'Luna', personality: '', greeting: '', language: 'en' }
  const companion = await unwrap(clientOf(daemon).api.companions.post(fields))
  for (let index = 0; index < writers; index += 1) {
    const conversation = await unwrap(clientOf(daemon).api.conversations.post({ companionId: companion.id }))
    acknowledged.set(conversation.id, [])
  }

  for (let round = 0; round < kills; round += 1) {
    const { api } = clientOf(daemon)
    let seen = 0
    let alive = true
    const write = async (conversationId: string, ids: string[]) => {
      while (alive) {
        const id = Bun.randomUUIDv7()
        const answer = await api
          .conversations({ id: conversationId })
          .messages.post({ id, text: `message ${id}` })
        // Without a model the last turn may still be ending: that message is simply not acknowledged.
        if (!answer.data) continue
        ids.push(id)
        seen += 1
        // A different moment each round, always with the other writers in the middle of theirs.
        if (seen > round % 7) {
          alive = false
          daemon.kill('SIGKILL')
        }
      }
    }
    await Promise.all([...acknowledged].map(([id, ids]) => write(id, ids)))
    await daemon.exited
    daemon = await spawnDaemon(place)
    expect(daemon.setupUrl).toBeNull()
  }

  for (const [conversationId, ids] of acknowledged) {
    const { messages, turn } = await unwrap(clientOf(daemon).api.conversations({ id: conversationId }).get())
    const stored = new Map(messages.map(({ id, text }) => [id, text]))
    expect(ids.filter((id) => stored.get(id) !== `message ${id}`)).toEqual([])
    expect(turn?.status).not.toBe('running')
    // Whatever else is stored is whole: one line from the first message to the head.
    expect(messages.map(({ sequence }) => sequence)).toEqual(messages.map((_, index) => index + 1))
  }
  const total = [...acknowledged.values()].reduce((sum, ids) => sum + ids.length, 0)
  expect(total).toBeGreaterThanOrEqual(kills)
  await daemon[Symbol.asyncDispose]()
}, 120_000)

test('a reply that SIGKILL cut off keeps its message, leaves no process, says so, and can be made again', async () => {
  await using place = await emptyPlace()
  writeQwen(join(place.cwd, 'tiny.gguf'), { contextLength: 8192, speech: { type: 'words', ends: false } })
  await runAuraIn(place.cwd, ['models', 'add', 'tiny.gguf'], bareEnv(place.home))
  const daemon = await spawnDaemon(place)
  const token = await signUpAt(daemon)
  const talk = await startTalk(daemon.origin, token)
  const { turnId, messageId } = await talk.say('hello')
  const children = (await Bun.file(`/proc/${daemon.pid}/task/${daemon.pid}/children`).text())
    .trim()
    .split(' ')

  let read = ''
  const reader = new AbortController()
  for await (const event of talk.client.followTurn(turnId, { signal: reader.signal })) {
    if (event.type !== 'delta') continue
    read += event.text
    break
  }
  daemon.kill('SIGKILL')
  await daemon.exited
  for (const pid of children) while (await Bun.file(`/proc/${pid}/stat`).exists()) await Bun.sleep(5)

  await using next = await spawnDaemon(place)
  const client = createClient({ origin: next.origin, token })
  const conversation = client.api.conversations({ id: talk.conversationId })
  const shown = await unwrap(conversation.get())
  expect(shown.messages.map(({ id, text }) => [id, text])).toEqual([[messageId, 'hello']])
  expect(shown.turn).toMatchObject({ status: 'interrupted', error: { kind: 'interrupted' } })
  expect(read.length).toBeGreaterThan(0)
  const again = await unwrap(conversation.retry.post({ messageId }))
  expect(await talkIn(client, talk.conversationId).follow(again.turnId)).toMatchObject({ status: 'done' })
}, 60_000)
