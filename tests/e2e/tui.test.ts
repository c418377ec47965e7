import { describe, expect, test } from 'bun:test'
import { type CompanionJson, unwrap } from '../../core/http/client.ts'
import type { Script, ScriptStep } from '../../models/scripted/scripted-runtime.ts'
import { keyTable, shownKey } from '../../ui/tui/keys/key-table.ts'
import { type AuraUnderTest, type SignedUp, startAura } from '../support/start-aura.ts'
import { auraFromSource, openTmux, type TmuxOptions, type TmuxTerminal } from '../support/tmux-terminal.ts'

type Place = AsyncDisposable & {
  readonly aura: AuraUnderTest
  readonly owner: SignedUp
  readonly luna: CompanionJson
}

const lunaFields = { name: 'Luna', personality: 'Calm.', greeting: 'There you are.', language: 'en' }

async function lunaAtHome(script?: Script): Promise<Place> {
  const aura = await startAura(script ? { script } : {})
  const owner = await aura.signUp()
  const luna = await unwrap(owner.client.api.companions.post(lunaFields))
  return { aura, owner, luna, [Symbol.asyncDispose]: () => aura[Symbol.asyncDispose]() }
}

function openChat(
  { aura }: Pick<Place, 'aura'>,
  args: readonly string[],
  options: Partial<TmuxOptions> = {},
) {
  return openTmux({
    command: [...auraFromSource, '--data-dir', aura.dataDirectory, 'chat', ...args],
    ...options,
  })
}

async function messagesOf({ owner, luna }: Place) {
  const [newest] = await unwrap(owner.client.api.conversations.get({ query: { companionId: luna.id } }))
  if (!newest) return []
  return (await unwrap(owner.client.api.conversations({ id: newest.id }).get())).messages
}

/** Says the first part, then waits for the test. */
function gated(first: string, second: string) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const steps: ScriptStep[] = [
    { type: 'say', text: first },
    { type: 'wait', until: promise },
    { type: 'say', text: second },
  ]
  return { steps, open: resolve }
}

const inputIs = (text: string) => (screen: string) => screen.includes(`│ ${text}`)

async function send(terminal: TmuxTerminal, text: string): Promise<void> {
  await terminal.type(text)
  await terminal.shows(inputIs(text))
  await terminal.press('Enter')
}

describe('the terminal', () => {
  test('a companion is picked, and the answer appears while it is made', async () => {
    const gate = gated('The tide is **low** now', ' and the harbour is quiet.')
    await using place = await lunaAtHome(() => gate.steps)
    await using terminal = await openChat(place, [])
    await terminal.shows('❯ ● Luna')
    await terminal.press('Enter')
    await terminal.shows(/Luna {2}AI companion.*There you are\./s)
    await send(terminal, 'How is the sea?')
    const half = await terminal.shows('The tide is low now')
    expect(half).toContain('How is the sea?')
    expect(half).not.toContain('harbour')
    gate.open()
    await terminal.shows('The tide is low now and the harbour is quiet.')
    await terminal.shows(/\d+ tokens/)
  })

  test('Esc stops the reply, keeps its beginning, and the next message works', async () => {
    const scripts: ScriptStep[][] = [
      [
        { type: 'say', text: 'A long story begins' },
        { type: 'wait', until: new Promise(() => {}) },
      ],
      [{ type: 'say', text: 'Another one.' }],
    ]
    await using place = await lunaAtHome((_, attempt) => scripts[attempt] ?? [])
    await using terminal = await openChat(place, ['Luna'])
    await terminal.shows('There you are.')
    await send(terminal, 'Tell me a story')
    await terminal.shows('A long story begins')
    await terminal.press('Escape')
    await terminal.shows('· stopped')
    expect((await messagesOf(place)).at(-1)).toMatchObject({
      text: 'A long story begins',
      finishReason: 'aborted',
    })
    await send(terminal, 'And now?')
    await terminal.shows('Another one.')
    // Just after a reply Esc leaves only when another key came between.
    await terminal.type('x')
    await terminal.shows(inputIs('x'))
    await terminal.press('BSpace')
    await terminal.shows('Write to Luna')
    await terminal.press('Escape')
    await terminal.shows('❯ ● Luna')
  })

  test('wide characters, joined emoji and new lines are edited whole and sent as they are', async () => {
    await using place = await lunaAtHome()
    await using terminal = await openChat(place, ['luna'])
    await terminal.shows('There you are.')
    const start = Number(await terminal.ask('#{cursor_x}'))
    await terminal.type('你好')
    await terminal.shows(inputIs('你好'))
    expect(Number(await terminal.ask('#{cursor_x}'))).toBe(start + 4)
    await terminal.type('👨‍👩‍👧🇩🇪x')
    await terminal.shows('x')
    await terminal.press('BSpace', 'BSpace')
    await terminal.press('C-j')
    await terminal.type('مرحبا')
    await terminal.shows('مرحبا')
    await terminal.press('Enter')
    await terminal.shows('Hello.')
    expect((await messagesOf(place)).at(-2)?.text).toBe('你好👨‍👩‍👧\nمرحبا')
  })

  test('a paste of several lines arrives whole and sends nothing', async () => {
    await using place = await lunaAtHome()
    await using terminal = await openChat(place, ['Luna'])
    await terminal.shows('There you are.')
    await terminal.paste('first line\nsecond line\nthird line')
    await terminal.shows(/│ first line.*│ second line.*│ third line/s)
    expect((await messagesOf(place)).filter(({ role }) => role === 'user')).toEqual([])
    await terminal.press('Enter')
    await terminal.shows('Hello.')
    expect((await messagesOf(place)).at(-2)?.text).toBe('first line\nsecond line\nthird line')
  })

  test('a resize keeps the draft; too small a terminal says so', async () => {
    await using place = await lunaAtHome()
    await using terminal = await openChat(place, ['Luna'])
    await terminal.shows('There you are.')
    await terminal.type('half a thought')
    await terminal.shows(inputIs('half a thought'))
    await terminal.resize(60, 18)
    await terminal.shows((screen) => /╭─{58}╮\n│ half a thought {42}/.test(screen))
    await terminal.resize(40, 10)
    await terminal.shows('A little more room, please: 60 × 18')
    await terminal.resize(120, 40)
    await terminal.shows(
      (screen) => /╭─{118}╮\n│ half a thought/.test(screen) && screen.includes('There you are.'),
    )
  })

  test('Ctrl+C gives the terminal back as it was, and the reply goes on in the daemon', async () => {
    const gate = gated('Half of it', ' and the rest.')
    await using place = await lunaAtHome(() => gate.steps)
    const chat = `${[...auraFromSource, '--data-dir', place.aura.dataDirectory].map((word) => `'${word}'`).join(' ')} chat Luna`
    await using terminal = await openTmux({
      command: [
        'sh',
        '-c',
        `stty -a >/tmp/aura-stty-$$; ${chat}; echo "left with $?"; stty -a | cmp - /tmp/aura-stty-$$ && echo same; rm /tmp/aura-stty-$$; cat`,
      ],
    })
    await terminal.shows('There you are.')
    expect(await terminal.ask('#{alternate_on}')).toBe('1')
    await send(terminal, 'Go on')
    await terminal.shows('Half of it')
    await terminal.press('C-c')
    const left = await terminal.shows(/left with 0.*same/s)
    expect(left).not.toContain('Luna')
    expect(await terminal.ask('#{alternate_on} #{cursor_flag}')).toBe('0 1')
    gate.open()
    await place.aura.daemon.deps.turns.idle()
    expect((await messagesOf(place)).at(-1)?.text).toBe('Half of it and the rest.')
  })

  test('Ctrl+C with something written asks once more, and another key goes on', async () => {
    await using place = await lunaAtHome()
    await using terminal = await openChat(place, ['Luna'])
    await terminal.shows('There you are.')
    await terminal.type('half a thought')
    await terminal.shows(inputIs('half a thought'))
    await terminal.press('C-c')
    await terminal.shows('Ctrl+C again leaves')
    await terminal.type('s')
    await terminal.shows((screen) => inputIs('half a thoughts')(screen) && !screen.includes('again leaves'))
    await terminal.press('C-c')
    await terminal.shows('Ctrl+C again leaves')
    await terminal.press('C-c')
    await terminal.shows('Pane is dead')
  })

  test('a reply that broke off stays in sight when the next message cannot be sent', async () => {
    const error = { kind: 'out-of-memory', message: 'The card is full.' } as const
    const script: ScriptStep[] = [
      { type: 'say', text: 'It began' },
      { type: 'fail', error },
    ]
    await using place = await lunaAtHome(() => script)
    await using terminal = await openChat(place, ['Luna'])
    await terminal.shows('There you are.')
    await send(terminal, 'Try')
    await terminal.shows(/It began.*broke off.*The card is full\./s)
    await place.aura.daemon[Symbol.asyncDispose]()
    await send(terminal, 'Are you there?')
    await terminal.shows(/It began.*broke off.*The server cannot be reached\..*│ Are you there\?/s)
    await place.aura.restart()
  })

  test('whoever comes back in mid-answer sees all of it', async () => {
    const gate = gated('The first half', ', the second half.')
    await using place = await lunaAtHome(() => gate.steps)
    {
      await using terminal = await openChat(place, ['Luna'])
      await terminal.shows('There you are.')
      await send(terminal, 'Speak')
      await terminal.shows('The first half')
    }
    await using terminal = await openChat(place, ['Luna'])
    await terminal.shows('The first half')
    gate.open()
    await terminal.shows('The first half, the second half.')
  })

  test('a failed reply says why, keeps its beginning, and r tries again', async () => {
    const error = {
      kind: 'out-of-memory',
      message: 'The card is full.',
      why: 'Others use it.',
      fix: 'Close them.',
    } as const
    const scripts: ScriptStep[][] = [
      [
        { type: 'say', text: 'It began' },
        { type: 'fail', error },
      ],
      [{ type: 'say', text: 'It worked.' }],
    ]
    await using place = await lunaAtHome((_, attempt) => scripts[attempt] ?? [])
    await using terminal = await openChat(place, ['Luna'])
    await terminal.shows('There you are.')
    await send(terminal, 'Try')
    await terminal.shows(
      /It began.*broke off.*The card is full\..*Others use it\..*Fix: Close them\. Press r/s,
    )
    await terminal.press('r')
    const after = await terminal.shows('It worked.')
    expect(after).not.toContain('The card is full.')
    expect((await messagesOf(place)).filter(({ role }) => role === 'user')).toHaveLength(1)
  })

  test('Ctrl+R asks for another answer, and the earlier one stays its sibling', async () => {
    await using place = await lunaAtHome((_, attempt) => [
      { type: 'say', text: `Answer number ${attempt + 1}.` },
    ])
    await using terminal = await openChat(place, ['Luna'])
    await terminal.shows('There you are.')
    await send(terminal, 'Hm?')
    await terminal.shows('Answer number 1.')
    await terminal.press('C-r')
    const after = await terminal.shows('Answer number 2.')
    expect(after).not.toContain('Answer number 1.')
  })

  test('a draft is kept when the daemon is gone', async () => {
    await using place = await lunaAtHome()
    await using terminal = await openChat(place, ['Luna'])
    await terminal.shows('There you are.')
    await place.aura.daemon[Symbol.asyncDispose]()
    await send(terminal, 'Are you there?')
    await terminal.shows('The server cannot be reached.')
    await terminal.shows(inputIs('Are you there?'))
    await place.aura.restart()
  })

  test('the first companion is made right there', async () => {
    await using aura = await startAura()
    const owner = await aura.signUp()
    await using terminal = await openChat({ aura }, [])
    await terminal.shows('No companions yet. Press n.')
    await terminal.press('n')
    await terminal.shows('New companion')
    await terminal.press('C-s')
    await terminal.shows('A companion needs a name.')
    // All at once, as a fast terminal sends it.
    await terminal.press(
      'Mira',
      'Tab',
      'A gardener.',
      'Tab',
      'Welcome to the garden.',
      'Tab',
      'C-u',
      'de',
      'C-s',
    )
    await terminal.shows(/Mira {2}AI companion.*Welcome to the garden\./s)
    expect(await unwrap(owner.client.api.companions.get())).toMatchObject([
      { name: 'Mira', personality: 'A gardener.', greeting: 'Welcome to the garden.', language: 'de' },
    ])
  })

  test('an older conversation is opened from the list, and a draft waits where it was written', async () => {
    await using place = await lunaAtHome(({ messages }) => [
      { type: 'say', text: `You said ${messages.at(-1)?.text}.` },
    ])
    const { client } = place.owner
    await using terminal = await openChat(place, ['Luna'])
    await terminal.shows('There you are.')
    await send(terminal, 'first')
    await terminal.shows('You said first.')
    await terminal.press('C-n')
    await terminal.shows((screen) => !screen.includes('You said first.') && screen.includes('Write to Luna'))
    await send(terminal, 'second')
    await terminal.shows('You said second.')
    await terminal.type('a draft')
    await terminal.shows(inputIs('a draft'))

    await terminal.press('C-o')
    await terminal.shows(/Conversations with Luna.*❯ You said second\..* {3}You said first\./s)
    await terminal.press('j')
    await terminal.shows('❯ You said first.')
    await terminal.press('Enter')
    await terminal.shows((screen) => screen.includes('You said first.') && screen.includes('Write to Luna'))
    await terminal.press('C-o')
    await terminal.shows('❯ You said first.')
    await terminal.press('k')
    await terminal.shows('❯ You said second.')
    await terminal.press('Enter')
    await terminal.shows(inputIs('a draft'))

    await terminal.press('Escape')
    await terminal.shows('❯ ● Luna')
    await terminal.press('c')
    await terminal.shows('Conversations with Luna')
    await terminal.press('n')
    await terminal.shows('AI companion')
    await terminal.shows('There you are.')
    expect(await unwrap(client.api.conversations.get({ query: {} }))).toHaveLength(3)
  })

  test('a companion is edited, and deleted once its name is written', async () => {
    await using place = await lunaAtHome()
    const { companions } = place.owner.client.api
    await using terminal = await openChat(place, [])
    await terminal.shows('❯ ● Luna')
    await terminal.press('e')
    await terminal.shows(/Edit Luna.*│ Luna/s)
    await terminal.press('C-u', 'Selene', 'C-s')
    await terminal.shows('❯ ● Selene')
    expect(await unwrap(companions.get())).toMatchObject([{ ...lunaFields, name: 'Selene' }])

    await terminal.press('d')
    await terminal.shows(/Delete Selene\?.*There are no conversations\./s)
    await terminal.press('Luna', 'Enter')
    await terminal.shows('This is not the name.')
    expect(await unwrap(companions.get())).toHaveLength(1)
    await terminal.press('C-u', 'Selene', 'Enter')
    await terminal.shows('No companions yet.')
    expect(await unwrap(companions.get())).toEqual([])
  })

  test('a language is taken by its name, and one that there is not is refused in the form', async () => {
    await using aura = await startAura()
    const owner = await aura.signUp()
    await using terminal = await openChat({ aura }, [])
    await terminal.shows('No companions yet.')
    await terminal.press('1')
    await terminal.shows(/New companion.*Language .*English/s)
    await terminal.press('Tab', 'Tab', 'Tab', 'C-u', 'klingonish')
    await terminal.shows('no such language')
    await terminal.press('C-s')
    await terminal.shows('The language is none that is known.')
    expect(await unwrap(owner.client.api.companions.get())).toEqual([])
    await terminal.press('C-u', 'German')
    await terminal.shows(/Deutsch/)
    await terminal.press('C-s')
    await terminal.shows('AI companion')
    expect(await unwrap(owner.client.api.companions.get())).toMatchObject([{ language: 'de' }])
  })

  test('? and F1 show every key of the screen', async () => {
    await using place = await lunaAtHome()
    await using terminal = await openChat(place, ['Luna'], { rows: 60 })
    await terminal.shows('There you are.')
    for (const key of ['?', 'F1']) {
      await terminal.press(key)
      const help = await terminal.shows('Everywhere')
      for (const { scope, keys, does } of keyTable)
        if (scope === 'chat' || scope === 'write' || scope === 'everywhere') {
          expect(help).toContain(does)
          expect(help).toContain(shownKey(keys[0]))
        }
      await terminal.press('Escape')
      await terminal.shows('There you are.')
    }
  })

  test('neither a model nor a name can send commands to the terminal', async () => {
    const hostile = 'before\u001b[2J\u001b[H\u001b]0;owned\u0007\u001b[31mafter'
    await using place = await lunaAtHome(() => [{ type: 'say', text: hostile }])
    const { companions } = place.owner.client.api
    await unwrap(companions.post({ ...lunaFields, name: 'Ev\u001b]0;owned\u0007\u001b[2Jil' }))
    await using terminal = await openChat(place, [])
    await terminal.shows('Evil')
    await using chat = await openChat(place, ['Luna'])
    await chat.shows('There you are.')
    await send(chat, 'x')
    const screen = await chat.shows('beforeafter')
    expect(screen).toContain('AI companion')
    expect(await chat.ask('#{pane_title}')).not.toBe('owned')
    expect(await terminal.ask('#{pane_title}')).not.toBe('owned')
  })

  test('NO_COLOR leaves no colour on the screen', async () => {
    await using place = await lunaAtHome(() => [{ type: 'say', text: 'A `code` and **bold** word.' }])
    await using terminal = await openChat(place, ['Luna'], { env: { NO_COLOR: '1' } })
    await terminal.shows('There you are.')
    await send(terminal, 'x')
    await terminal.shows('A code and bold word.')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
    expect(await terminal.screen('styles')).not.toMatch(/\u001b\[[\d;]*\b(?:3[0-8]|4[0-8]|9[0-7])\b[\d;]*m/)
  })

  test('without a model the screen says what to do', async () => {
    const error = {
      kind: 'model-missing',
      message: 'No model is selected.',
      fix: 'aura models add FILE.gguf',
    } as const
    const { createScriptedRuntime } = await import('../../models/scripted/scripted-runtime.ts')
    const runtime = createScriptedRuntime(() => [], { health: { state: 'no-model', error } })
    await using aura = await startAura({ runtime })
    const { client } = await aura.signUp()
    await unwrap(client.api.companions.post(lunaFields))
    await using terminal = await openChat({ aura }, [])
    await terminal.shows(/No model is selected\..*aura models add FILE\.gguf/s)
    await terminal.press('Enter')
    await terminal.shows(/There you are\..*No model is selected\..*aura models add FILE\.gguf/s)
  })
})
