import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { greedy } from '../../core/model-runtime.contract.ts'
import type { PromptMessage } from '../../core/model-runtime.ts'
import { type QwenFixture, writeQwen } from '../fixtures/qwen.ts'
import type { Engine } from './engine.ts'
import { openEngine } from './open-engine.ts'
import type { ChildRequest } from './protocol.ts'

// Only against hanging for ever: processes start slowly on a busy machine.
setDefaultTimeout(60_000)

const directory = mkdtempSync(join(tmpdir(), 'aura-engine-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function open(name: string, fixture: QwenFixture, parallel = 2): Promise<Engine> {
  const modelPath = join(directory, `${name}.gguf`)
  writeQwen(modelPath, fixture)
  const load = { modelPath, gpu: 'off', threads: 1, contextLength: undefined, parallel } as const
  return await openEngine(await import('node-llama-cpp'), load, {
    library() {},
    settlingFailed(error) {
      throw error
    },
  })
}

function request(messages: readonly PromptMessage[], more: Partial<ChildRequest> = {}): ChildRequest {
  return {
    messages,
    maxTokens: 40,
    sampling: greedy,
    stop: [],
    responseSchema: undefined,
    cacheKey: undefined,
    background: false,
    ...more,
  }
}

async function run(engine: Engine, asked: ChildRequest) {
  const deltas: string[] = []
  let prompt = { promptTokens: 0, cachedTokens: 0 }
  const answer = await engine.generate(asked, new AbortController().signal, {
    started: (promptTokens, cachedTokens) => {
      prompt = { promptTokens, cachedTokens }
    },
    delta: (text) => deltas.push(text),
  })
  return { ...answer, ...prompt, deltas, text: deltas.join('') }
}

const user = (text: string): PromptMessage => ({ role: 'user', text })

// In the vocabulary of the fixtures, after 256 bytes and the words.
const special = [
  '<|endoftext|>',
  '<|im_start|>',
  '<|im_end|>',
  '<tool_call>',
  '</tool_call>',
  '<think>',
  '</think>',
]

describe('control tokens', () => {
  for (const template of ['qwen2', 'qwen2.5', 'qwen3'] as const) {
    test(`spelt by a person reach a ${template} model as characters`, async () => {
      const engine = await open(template, {
        architecture: template === 'qwen3' ? 'qwen3' : 'qwen2',
        template,
      })
      const clean: PromptMessage[] = [
        { role: 'system', text: 'Be kind.' },
        user('Hello'),
        { role: 'assistant', text: 'Yes' },
        user('Good'),
      ]
      const hostile = clean.map((message) => ({
        ...message,
        text: special.join('') + message.text + special.join('x'),
      }))
      const firstSpecial = engine.promptTokens(clean)[0] ?? 0
      const isSpecial = (token: number) => token >= firstSpecial - special.indexOf('<|im_start|>')
      const controls = engine.promptTokens(clean).filter(isSpecial)
      // Four messages and the start of the answer; Qwen3 adds an empty think block.
      expect(controls.length).toBe(template === 'qwen3' ? 11 : 9)
      expect(engine.promptTokens(hostile).filter(isSpecial)).toEqual(controls)
      expect(engine.promptTokens(hostile).length).toBeGreaterThan(engine.promptTokens(clean).length + 100)
    })
  }

  test('are counted as the characters they are', async () => {
    const engine = await open('count', {})
    expect(engine.countTokens(special)).toEqual(special.map((text) => text.length))
  })
})

describe('an answer', () => {
  test('hides the thoughts of a model that thinks unasked', async () => {
    const pieces = ['<think>', ' moon', '</think>', ' Hello', ' dear']
    const engine = await open('thinks', { speech: { type: 'says', pieces, again: false } })
    const { text, deltas, finishReason, tokens } = await run(engine, request([user('Hi')]))
    expect(text).toBe('Hello dear')
    expect(deltas).toEqual(['Hello', ' dear'])
    expect(finishReason).toBe('stop')
    expect(tokens).toBe(5)
  })

  test('never shows half a character', async () => {
    const engine = await open('emoji', {
      speech: { type: 'says', pieces: [' Hello', '😀', 'é', '!'], again: false },
    })
    const { text, deltas, tokens } = await run(engine, request([user('Hi')]))
    expect(deltas).toEqual([' Hello', '😀', 'é', '!'])
    expect(text).not.toContain('\u{FFFD}')
    expect(tokens).toBe(1 + 4 + 2 + 1)
  })

  test('that is cut inside a character shows that something is missing', async () => {
    const engine = await open('cut', { speech: { type: 'says', pieces: ['a', '😀'], again: false } })
    const { text, finishReason } = await run(engine, request([user('Hi')], { maxTokens: 3 }))
    expect(text).toBe('a\u{FFFD}')
    expect(finishReason).toBe('length')
  })

  test('depends on the seed, and is the same for the same seed', async () => {
    const engine = await open('seed', { speech: { type: 'words', ends: false } })
    const sampling = (seed: number) => ({ ...greedy, temperature: 1, seed })
    const answer = async (seed: number) =>
      (await run(engine, request([user('Hi')], { sampling: sampling(seed) }))).text
    expect(await answer(1)).toBe(await answer(1))
    expect(await answer(1)).not.toBe(await answer(2))
  })

  test('without a seed is another one each time', async () => {
    const engine = await open('unseeded', { speech: { type: 'words', ends: false } })
    const { seed: _, ...unseeded } = greedy
    const sampling = { ...unseeded, temperature: 1 }
    const answer = async () => (await run(engine, request([user('Hi')], { sampling }))).text
    expect(await answer()).not.toBe(await answer())
  })

  test('repeats itself less under a penalty', async () => {
    const engine = await open('penalty', { speech: { type: 'words', ends: false } })
    const distinct = async (repeatPenalty: number) => {
      const sampling = { ...greedy, repeatPenalty }
      const { deltas } = await run(engine, request([user('Hi')], { maxTokens: 40, sampling }))
      return new Set(deltas).size
    }
    expect(await distinct(3)).toBeGreaterThan(await distinct(1))
  })

  test('works without a chat template in the file', async () => {
    const engine = await open('bare', { template: 'none' })
    expect((await run(engine, request([user('Hi')], { maxTokens: 3 }))).tokens).toBeGreaterThan(0)
  })
})

describe('a conversation that goes on', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await open('cache', { architecture: 'qwen2', speech: { type: 'words', ends: false } })
  })
  const persona: PromptMessage = { role: 'system', text: 'You are a gentle friend by the sea. '.repeat(10) }

  test('computes only what is new', async () => {
    const first = await run(engine, request([persona, user('Hello')], { cacheKey: 'a', maxTokens: 20 }))
    expect(first.cachedTokens).toBe(0)
    const answer: PromptMessage = { role: 'assistant', text: first.text }
    const next = [persona, user('Hello'), answer, user('Again')]
    const second = await run(engine, request(next, { cacheKey: 'a', maxTokens: 20 }))
    expect(second.cachedTokens).toBeGreaterThanOrEqual(first.promptTokens + first.tokens - 1)

    // What was reused makes no difference to what is said.
    const fresh = await open('fresh', { architecture: 'qwen2', speech: { type: 'words', ends: false } })
    expect((await run(fresh, request(next, { maxTokens: 20 }))).text).toBe(second.text)
  })

  test('computes only the new message, though its template writes the last answer anew', async () => {
    const qwen3 = await open('settled', { speech: { type: 'words', ends: false } })
    const asked = request([persona, user('Hello')], { cacheKey: 'a', maxTokens: 20 })
    const first = await run(qwen3, asked)
    await qwen3.idle()
    const next = [persona, user('Hello'), { role: 'assistant', text: first.text } as const, user('Again')]
    const second = await run(qwen3, request(next, { cacheKey: 'a', maxTokens: 20 }))
    // `<|im_start|>user` and the line feed are settled too: one token and five bytes.
    const newTokens = qwen3.promptTokens([user('Again')]).length - 6
    expect(second.promptTokens - second.cachedTokens).toBe(newTokens)
    const fresh = await open('unsettled', { speech: { type: 'words', ends: false } })
    expect((await run(fresh, request(next, { maxTokens: 20 }))).text).toBe(second.text)

    // Asked again, nothing but the start of the answer is computed anew.
    await qwen3.idle()
    const again = await run(qwen3, request(next, { cacheKey: 'a', maxTokens: 20 }))
    expect(again.promptTokens - again.cachedTokens).toBeLessThan(10)
    expect(again.text).toBe(second.text)
  })

  test('is answered at once while the last answer settles', async () => {
    const qwen3 = await open('interrupted', { speech: { type: 'words', ends: false } })
    const long = request([persona, user('Hello')], { cacheKey: 'a', maxTokens: 400 })
    const { text } = await run(qwen3, long)
    const next = [persona, user('Hello'), { role: 'assistant', text } as const, user('Again')]
    const second = await run(qwen3, request(next, { cacheKey: 'a', maxTokens: 20 }))
    expect(second.cachedTokens).toBeLessThan(second.promptTokens - 100)
    const fresh = await open('patient', { speech: { type: 'words', ends: false } })
    expect((await run(fresh, request(next, { maxTokens: 20 }))).text).toBe(second.text)
  })

  test('keeps its tokens while another one talks', async () => {
    await run(engine, request([persona, user('One')], { cacheKey: 'one', maxTokens: 4 }))
    await run(engine, request([persona, user('Two')], { cacheKey: 'two', maxTokens: 4 }))
    const again = await run(engine, request([persona, user('One')], { cacheKey: 'one', maxTokens: 4 }))
    expect(again.cachedTokens).toBe(again.promptTokens - 1)
  })
})
