import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { GenerateEvent, GenerateRequest, ModelRuntime, Sampling } from './model-runtime.ts'

/** A runtime that runs two requests at a time and, asked for anything, talks until its context is full: readable
 * text, the same again for the same request. Only a `responseSchema` makes it end. */
export type ContractSubject = { readonly runtime: ModelRuntime; readonly close: () => Promise<void> }

/** Tokens that no answer fills while a test waits for something else. */
const endless = 65_536
const small = 512

type Done = Extract<GenerateEvent, { type: 'done' }>

export const greedy: Sampling = { temperature: 0, topP: 1, topK: 40, minP: 0, repeatPenalty: 1, seed: 1 }

const never = () => new AbortController().signal

function asking(text: string, more: Partial<GenerateRequest> = {}): GenerateRequest {
  return { messages: [{ role: 'user', text }], maxTokens: 12, sampling: greedy, ...more }
}

/** Every event of a request, after checking what holds for all of them. */
export async function collect(events: AsyncIterable<GenerateEvent>): Promise<{
  readonly events: readonly GenerateEvent[]
  readonly deltas: readonly string[]
  readonly done: Done
}> {
  const all: GenerateEvent[] = []
  for await (const event of events) all.push(event)
  const dones = all.filter((event) => event.type === 'done')
  const done = dones[0]
  expect(dones).toHaveLength(1)
  if (!done || all.at(-1) !== done) throw new Error('done is not the last event')
  const deltas = all.filter((event) => event.type === 'delta').map((event) => event.text)
  expect(done.text).toBe(deltas.join(''))
  expect(deltas).not.toContain('')
  expect(done.error !== undefined).toBe(done.finishReason === 'error')
  return { events: all, deltas, done }
}

/** A request that runs until the test lets it go. */
async function occupy(runtime: ModelRuntime): Promise<{ readonly end: () => Promise<Done> }> {
  const abort = new AbortController()
  const first = Promise.withResolvers<void>()
  const all = collect(
    (async function* () {
      for await (const event of runtime.generate(
        asking('Keep talking', { maxTokens: 100_000 }),
        abort.signal,
      )) {
        if (event.type === 'delta') first.resolve()
        yield event
      }
    })(),
  )
  await Promise.race([first.promise, all])
  return {
    async end() {
      abort.abort()
      return (await all).done
    },
  }
}

/** The one suite of every ModelRuntime. */
export function modelRuntimeContract(
  name: string,
  open: (contextLength: number) => Promise<ContractSubject>,
): void {
  // Only against hanging for ever.
  setDefaultTimeout(60_000)
  describe(`ModelRuntime contract: ${name}`, () => {
    let runtime: ModelRuntime
    let close: () => Promise<void>
    beforeAll(async () => {
      const subject = await open(endless)
      runtime = subject.runtime
      close = subject.close
    })
    afterAll(() => close())

    test('a request that was aborted before it began is not answered', async () => {
      const { events, done } = await collect(runtime.generate(asking('Hello'), AbortSignal.abort()))
      expect(events).toHaveLength(1)
      expect(done.finishReason).toBe('aborted')
      expect(done.usage.completionTokens).toBe(0)
    })

    test('a start is ready once the model is loaded, asked anew or not', async () => {
      expect((await runtime.start()).state).toBe('ready')
      expect((await runtime.start({ anew: true })).state).toBe('ready')
    })

    test('an answer arrives in pieces and stops at maxTokens', async () => {
      const { deltas, done } = await collect(runtime.generate(asking('Hello'), never()))
      expect(done.finishReason).toBe('length')
      expect(done.usage.completionTokens).toBe(12)
      expect(deltas.length).toBeGreaterThan(1)
    })

    test('usage adds up', async () => {
      const { usage } = (await collect(runtime.generate(asking('How are you'), never()))).done
      expect(usage.promptTokens).toBeGreaterThan(0)
      expect(usage.cachedTokens).toBeLessThan(usage.promptTokens)
      expect(usage.firstTokenMs).toBeLessThanOrEqual(usage.durationMs)
      expect(usage.tokensPerSecond).toBeGreaterThan(0)
    })

    test('the same request is answered the same again', async () => {
      const first = await collect(runtime.generate(asking('Tell me'), never()))
      const second = await collect(runtime.generate(asking('Tell me'), never()))
      expect(second.done.text).toBe(first.done.text)
      expect(first.done.text.length).toBeGreaterThan(0)
    })

    test('no part of a stop string is shown, and the answer ends before it', async () => {
      const whole = (await collect(runtime.generate(asking('Say it', { maxTokens: 40 }), never()))).done.text
      const stop = whole.slice(20, 29)
      const before = whole.slice(0, whole.indexOf(stop))
      const request = asking('Say it', { maxTokens: 40, stop: ['never said', stop] })
      const { deltas, done } = await collect(runtime.generate(request, never()))
      expect(done.finishReason).toBe('stop')
      expect(done.text).toBe(before)
      let shown = ''
      for (const delta of deltas) {
        shown += delta
        expect(before.startsWith(shown)).toBe(true)
      }
    })

    test('a stop string that never comes whole takes nothing away', async () => {
      const whole = (await collect(runtime.generate(asking('Say it'), never()))).done
      const stop = `${whole.text.slice(-5)}§`
      const { done } = await collect(runtime.generate(asking('Say it', { stop: [stop] }), never()))
      expect(done.text).toBe(whole.text)
      expect(done.finishReason).toBe('length')
    })

    test('an answer in a JSON schema parses', async () => {
      const responseSchema = {
        type: 'object',
        properties: { mood: { enum: ['good', 'bad'] }, awake: { type: 'boolean' } },
      }
      const request = asking('How do you feel', { responseSchema, maxTokens: 200 })
      const { done } = await collect(runtime.generate(request, never()))
      expect(done.finishReason).toBe('stop')
      const answer = JSON.parse(done.text) as { mood?: unknown; awake?: unknown }
      expect(['good', 'bad']).toContain(String(answer.mood))
      expect(typeof answer.awake).toBe('boolean')
    })

    test('after an abort the next event is the last', async () => {
      const abort = new AbortController()
      const events: GenerateEvent[] = []
      let eventsAtAbort = 0
      const request = asking('Go on', { maxTokens: 100_000 })
      for await (const event of runtime.generate(request, abort.signal)) {
        events.push(event)
        if (events.filter(({ type }) => type === 'delta').length !== 5 || abort.signal.aborted) continue
        abort.abort()
        eventsAtAbort = events.length
      }
      expect(events).toHaveLength(eventsAtAbort + 1)
      const done = events.at(-1)
      if (done?.type !== 'done') throw new Error('done is not the last event')
      expect(done.finishReason).toBe('aborted')
      const deltas = events.filter((event) => event.type === 'delta')
      expect(done.text).toBe(deltas.map((event) => event.text).join(''))
    })

    test('as many requests as health says run at the same time, and the next one waits', async () => {
      const health = await runtime.health()
      if (health.state !== 'ready') throw new Error('not ready')
      expect(health.parallel).toBe(2)
      const busy = [await occupy(runtime), await occupy(runtime)]
      const queued = Promise.withResolvers<number>()
      const waiting = collect(
        (async function* () {
          for await (const event of runtime.generate(asking('Me too'), never())) {
            if (event.type === 'queued') queued.resolve(event.position)
            yield event
          }
        })(),
      )
      expect(await queued.promise).toBe(1)
      expect((await busy[0]?.end())?.finishReason).toBe('aborted')
      expect((await waiting).done.finishReason).toBe('length')
      expect((await busy[1]?.end())?.finishReason).toBe('aborted')
    })

    test('a request that is aborted while it waits is not answered', async () => {
      const busy = [await occupy(runtime), await occupy(runtime)]
      const abort = new AbortController()
      const seen: GenerateEvent[] = []
      for await (const event of runtime.generate(asking('Me too'), abort.signal)) {
        seen.push(event)
        if (event.type === 'queued') abort.abort()
      }
      expect(seen.map((event) => event.type)).toEqual(['queued', 'done'])
      expect(seen.at(-1)).toMatchObject({ finishReason: 'aborted', text: '' })
      await Promise.all(busy.map((request) => request.end()))
    })

    test('background work waits for every interactive request', async () => {
      const busy = [await occupy(runtime), await occupy(runtime)]
      const order: string[] = []
      const ask = async (label: string, priority: 'background' | 'interactive') => {
        const queued = Promise.withResolvers<void>()
        const answered = (async () => {
          for await (const event of runtime.generate(asking(label, { priority }), never())) {
            if (event.type === 'queued') queued.resolve()
            if (event.type === 'delta' && !order.includes(label)) order.push(label)
          }
        })()
        await queued.promise
        return { answered }
      }
      const asked = [await ask('later', 'background')]
      asked.push(await ask('first', 'interactive'), await ask('second', 'interactive'))
      await busy[0]?.end()
      await Promise.all(asked.map(({ answered }) => answered))
      expect(order).toEqual(['first', 'second', 'later'])
      await busy[1]?.end()
    })

    test('requests are answered in the order they came', async () => {
      const busy = [await occupy(runtime), await occupy(runtime)]
      const labels = Array.from({ length: 8 }, (_, index) => `number ${index}`)
      const positions = new Map<string, number>()
      const allQueued = Promise.withResolvers<void>()
      const asked = labels.map(async (label) => {
        for await (const event of runtime.generate(asking(label), never())) {
          if (event.type === 'queued' && !positions.has(label)) positions.set(label, event.position)
          if (positions.size === labels.length) allQueued.resolve()
        }
      })
      await allQueued.promise
      expect([...positions]).toEqual(labels.map((label, index) => [label, index + 1]))
      await Promise.all(busy.map((request) => request.end()))
      await Promise.all(asked)
    })

    test('leaving the loop makes place for the next request', async () => {
      for (let round = 0; round < 6; round++) {
        for await (const event of runtime.generate(asking('Go on', { maxTokens: 100_000 }), never())) {
          if (event.type === 'delta') break
        }
      }
      const { done } = await collect(runtime.generate(asking('Hello'), never()))
      expect(done.finishReason).toBe('length')
    })

    test('tokens are counted in order, and nothing has none', async () => {
      const counts = await runtime.countTokens(['', 'moon', 'moon and star and river'])
      expect(counts[0]).toBe(0)
      expect(counts[1]).toBeGreaterThan(0)
      expect(counts[2]).toBeGreaterThan(counts[1] ?? 0)
      expect(await runtime.countTokens([])).toEqual([])
    })

    test('an answer that fills the context stops there', async () => {
      const other = await open(small)
      const request = asking('Hello', { maxTokens: 100_000 })
      const { done } = await collect(other.runtime.generate(request, never()))
      expect(done.finishReason).toBe('length')
      expect(done.usage.promptTokens + done.usage.completionTokens).toBeLessThanOrEqual(small)
      expect(done.usage.completionTokens).toBeGreaterThan(small / 2)
      await other.close()
    })

    test('a prompt longer than the context ends with an error, not with an exception', async () => {
      const other = await open(small)
      const { done } = await collect(other.runtime.generate(asking('moon '.repeat(600)), never()))
      expect(done.finishReason).toBe('error')
      expect(done.error?.kind).toBe('context-too-large')
      expect(done.text).toBe('')
      await other.close()
    })

    test('after it is closed, requests end with an error', async () => {
      const other = await open(small)
      await other.close()
      const { done } = await collect(other.runtime.generate(asking('Hello'), never()))
      expect(done.finishReason).toBe('error')
      await expect(other.runtime.countTokens(['moon'])).rejects.toMatchObject({ name: 'AuraError' })
    })
  })
}
