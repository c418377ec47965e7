import { describe, expect, test } from 'bun:test'
import { unwrap } from '../../core/http/client.ts'
import type { Script } from '../../models/scripted/scripted-runtime.ts'
import { startAura } from '../support/start-aura.ts'
import { auraFromSource } from '../support/tmux-terminal.ts'

const factMs = 20_000

/** `aura chat` at a terminal whose bytes are looked at as they come. */
async function chatAt(term: string, args: readonly string[], script?: Script) {
  const aura = await startAura(script ? { script } : {})
  const { client } = await aura.signUp()
  await unwrap(
    client.api.companions.post({ name: 'Luna', personality: '', greeting: 'There you are.', language: 'en' }),
  )
  let received = ''
  const decoder = new TextDecoder()
  const child = Bun.spawn([...auraFromSource, '--data-dir', aura.dataDirectory, 'chat', ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: aura.dataDirectory, TERM: term },
    terminal: {
      cols: 80,
      rows: 24,
      data: (_, bytes) => {
        received += decoder.decode(bytes, { stream: true })
      },
    },
  })
  return {
    type: (text: string) => child.terminal?.write(text),
    received: () => received,
    exited: child.exited,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    async shows(fact: string | RegExp) {
      const deadline = Date.now() + factMs
      while (!(typeof fact === 'string' ? received.includes(fact) : fact.test(received))) {
        if (Date.now() > deadline) throw new Error(`no ${fact} in ${JSON.stringify(received)}`)
        await Bun.sleep(10)
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await child.exited
      await aura[Symbol.asyncDispose]()
    },
  }
}

describe('a terminal that cannot draw', () => {
  for (const [name, term, args] of [
    ['TERM=dumb', 'dumb', []],
    ['--plain', 'xterm-256color', ['--plain']],
  ] as const)
    test(`with ${name} gets lines and no escape sequence`, async () => {
      await using chat = await chatAt(term, args, () => [{ type: 'say', text: 'A **bold**\u001b[31m word.' }])
      await chat.shows(/There you are\.\r\nYou: $/)
      chat.type('Hello\n')
      await chat.shows(/Luna: A \*\*bold\*\* word\.\r\nYou: $/)
      chat.type('\u0004')
      expect(await chat.exited).toBe(0)
      expect(chat.received()).not.toContain('\u001b')
    })

  test('leaves with 130 at Ctrl+C, in mid-reply too', async () => {
    const script: Script = () => [
      { type: 'say', text: 'It begins' },
      { type: 'wait', until: new Promise(() => {}) },
    ]
    await using chat = await chatAt('dumb', [], script)
    await chat.shows('You: ')
    chat.type('Hello\n')
    await chat.shows('It begins')
    chat.type('\u0003')
    expect(await chat.exited).toBe(130)
  })
})

describe('a terminal that can draw', () => {
  test('gets everything back that was switched on: screen, cursor, paste mode', async () => {
    await using chat = await chatAt('xterm-256color', ['Luna'])
    await chat.shows('There you are.')
    for (const on of ['\u001b[?1049h', '\u001b[?2004h']) expect(chat.received()).toContain(on)
    chat.type('\u0003')
    expect(await chat.exited).toBe(0)
    for (const [on, off] of [
      ['\u001b[?1049h', '\u001b[?1049l'],
      ['\u001b[?2004h', '\u001b[?2004l'],
      ['\u001b[?25l', '\u001b[?25h'],
    ] as const)
      expect(chat.received().lastIndexOf(off)).toBeGreaterThan(chat.received().lastIndexOf(on))
  })

  test('is given back at SIGTERM too', async () => {
    await using chat = await chatAt('xterm-256color', [])
    await chat.shows('Luna')
    chat.kill('SIGTERM')
    await chat.exited
    expect(chat.received().lastIndexOf('\u001b[?1049l')).toBeGreaterThan(
      chat.received().lastIndexOf('\u001b[?1049h'),
    )
  })
})
