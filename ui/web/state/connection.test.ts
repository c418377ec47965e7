import { expect, test } from 'bun:test'
import { createConnection } from './connection.ts'

/** A server that is away until told otherwise, and timers that run when told. */
function away(answer: () => Response) {
  let isAway = true
  const timers: (() => void)[] = []
  const connection = createConnection({
    fetch: async () => {
      if (isAway) throw new TypeError('Failed to fetch')
      return answer()
    },
    probeUrl: '/livez',
    later: (run) => void timers.push(run),
  })
  return {
    connection,
    timers,
    comeBack: () => {
      isAway = false
    },
    async tick() {
      await timers.shift()?.()
    },
  }
}

test('a request that fails shows that the server is away, and one that is back shows it once', async () => {
  const { connection, timers, comeBack, tick } = away(() => new Response('ok'))
  let back = 0
  connection.onBack(() => void back++)
  await expect(connection.fetch('/x')).rejects.toThrow()
  await expect(connection.fetch('/y')).rejects.toThrow()
  expect(connection.reachable.value).toBe(false)
  expect(timers).toHaveLength(1)
  await tick()
  expect(connection.reachable.value).toBe(false)
  comeBack()
  await tick()
  expect(connection.reachable.value).toBe(true)
  expect(back).toBe(1)
  expect(timers).toHaveLength(0)
})

test('a proxy that answers in the place of Aura counts as away', async () => {
  const { connection, comeBack } = away(() => new Response('', { status: 502 }))
  comeBack()
  expect((await connection.fetch('/x')).status).toBe(502)
  expect(connection.reachable.value).toBe(false)
})

test('a request that the page itself gave up says nothing about the server', async () => {
  const { connection } = away(() => new Response('ok'))
  await expect(connection.fetch('/x', { signal: AbortSignal.abort() })).rejects.toThrow()
  expect(connection.reachable.value).toBe(true)
})
