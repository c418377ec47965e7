import { afterEach, expect, test } from 'bun:test'
import { unwrap } from '../../core/http/client.ts'
import { createScriptedRuntime } from '../../models/scripted/scripted-runtime.ts'
import { type AuraUnderTest, startAura } from '../support/start-aura.ts'

let aura: AuraUnderTest
afterEach(() => aura[Symbol.asyncDispose]())

test('only a person who asks to start the model makes its crashes forgotten', async () => {
  const runtime = createScriptedRuntime(() => [{ type: 'say', text: 'Hello.' }])
  aura = await startAura({ runtime })
  const { client } = await aura.signUp()
  // The daemon's own, as it began.
  expect(runtime.starts).toEqual([false])

  const companion = await unwrap(
    client.api.companions.post({ name: 'Luna', personality: 'calm', greeting: '', language: 'en' }),
  )
  const { id } = await unwrap(client.api.conversations.post({ companionId: companion.id }))
  const { turnId } = await unwrap(
    client.api.conversations({ id }).messages.post({ id: Bun.randomUUIDv7(), text: 'hello' }),
  )
  await Array.fromAsync(client.followTurn(turnId, { signal: new AbortController().signal }))
  expect(runtime.starts).toEqual([false, false])

  await unwrap(client.api.runtime.start.post())
  // As the web UI does when it is opened.
  await unwrap(client.api.runtime.start.post(undefined, { query: { anew: false } }))
  expect(runtime.starts).toEqual([false, false, true, false])
})
