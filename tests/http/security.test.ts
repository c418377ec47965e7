import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { createSetupLink } from '../../core/account/set-up-owner.ts'
import { type AuraUnderTest, owner, type SignedUp, startAura } from '../support/start-aura.ts'

let aura: AuraUnderTest
let ana: SignedUp
let time = Date.UTC(2026, 0, 1)
beforeAll(async () => {
  aura = await startAura({ clock: { now: () => time } })
  ana = await aura.signUp()
})
afterAll(() => aura[Symbol.asyncDispose]())

const call = (path: string, init: RequestInit = {}) => fetch(`${aura.origin}${path}`, init)
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
const bearer = () => ({ authorization: `Bearer ${ana.token}` })

/** Sends raw bytes and returns the status line of the answer. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(aura.origin)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    socket.once('data', (data) => {
      resolve(data.toString('latin1').split('\r\n')[0] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

describe('who is not signed in', () => {
  test('S17 reaches no route but sign-in, set-up and health', async () => {
    const spec = (await (await call('/api/openapi.json')).json()) as {
      paths: Record<string, Record<string, unknown>>
    }
    const open = ['/api/v1/session', '/api/v1/setup', '/api/v1/setup/check']
    const closed = Object.entries(spec.paths).filter(([path]) => !open.includes(path))
    expect(closed.length).toBeGreaterThan(8)
    for (const [path, methods] of closed)
      for (const method of Object.keys(methods)) {
        const url = path.replace('{id}', crypto.randomUUID())
        const answer = await call(url, {
          method: method.toUpperCase(),
          ...(method === 'get' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } }),
        })
        expect([path, method, answer.status]).toEqual([path, method, answer.status === 422 ? 422 : 401])
      }
  })
  test('gets the same answer for a wrong password and an unknown e-mail', async () => {
    const wrong = await post('/api/v1/session', { email: owner.email, password: 'wrong password' })
    const unknown = await post('/api/v1/session', { email: 'nobody@example.org', password: owner.password })
    const body = async (answer: Response) => {
      const { error } = (await answer.json()) as { error: Record<string, unknown> }
      return { ...error, requestId: '' }
    }
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await body(wrong)).toEqual(await body(unknown))
    expect(wrong.headers.get('set-cookie')).toBeNull()
  })
  test('is refused with a made-up, an old or a cut token', async () => {
    for (const token of ['x', 'A'.repeat(43), `${ana.token}A`, ana.token.slice(1)])
      expect(
        (await call('/api/v1/companions', { headers: { authorization: `Bearer ${token}` } })).status,
      ).toBe(401)
  })
})

describe('the set-up link', () => {
  test('makes no second owner and is not given out once there is one', async () => {
    expect(await createSetupLink(aura.daemon.deps)).toBeUndefined()
    const answer = await post('/api/v1/setup', { ...owner, token: 'A'.repeat(43) })
    expect(answer.status).toBe(410)
  })
  test('works once, for 30 minutes, and a refused form does not use it up', async () => {
    await using fresh = await startAura({ clock: { now: () => time } })
    const token = new URL(fresh.daemon.setupUrl ?? '').hash.slice(1)
    const send = (body: object) =>
      fetch(`${fresh.origin}/api/v1/setup`, {
        method: 'POST',
        body: JSON.stringify({ ...owner, token, ...body }),
        headers: { 'content-type': 'application/json' },
      })
    expect((await send({ token: 'B'.repeat(43) })).status).toBe(410)
    for (const wrong of [{ email: 'no' }, { name: ' ' }, { password: 'short' }, { timeZone: 'Mars/Base' }])
      expect((await send(wrong)).status).toBe(422)
    const begun = time
    time += 30 * 60 * 1000
    expect((await send({})).status).toBe(410)
    time = begun + 30 * 60 * 1000 - 1
    const both = await Promise.all([send({}), send({})])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 410])
    time = begun
  })
})

describe('the session cookie', () => {
  test('S26 is the only one: HttpOnly, SameSite=Lax, Path=/, 256 random bits, only its hash stored', async () => {
    const answer = await post('/api/v1/session', {
      email: ` ${owner.email.toUpperCase()} `,
      password: owner.password,
    })
    const cookies = answer.headers.getSetCookie()
    expect(cookies).toHaveLength(1)
    const [pair, ...attributes] = (cookies[0] ?? '').split('; ')
    expect(attributes).toContain('HttpOnly')
    expect(attributes).toContain('SameSite=Lax')
    expect(attributes).toContain('Path=/')
    expect(attributes).not.toContain('Secure')
    const token = pair?.split('=')[1] ?? ''
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const store = await Bun.file(`${aura.dataDirectory}/aura.db`).bytes()
    const log = await Bun.file(`${aura.dataDirectory}/aura.db-wal`).bytes()
    for (const bytes of [store, log]) expect(Buffer.from(bytes).includes(token)).toBe(false)
  })
  test('S28 signing out ends the session and no other', async () => {
    const answer = await post('/api/v1/session', { email: owner.email, password: owner.password })
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    const headers = { cookie }
    expect((await call('/api/v1/companions', { headers })).status).toBe(200)
    await call('/api/v1/session', { method: 'DELETE', headers })
    expect((await call('/api/v1/companions', { headers })).status).toBe(401)
    expect((await call('/api/v1/companions', { headers: bearer() })).status).toBe(200)
  })
  test('S2 the password is stored only as a bcrypt hash', async () => {
    const found = await aura.daemon.deps.store.users.findByEmail(owner.email)
    expect(found?.passwordHash).toMatch(/^\$2b\$\d\d\$[./A-Za-z0-9]{53}$/)
  })
})

describe('a request', () => {
  test('S27 that another site makes is refused, whatever it carries', async () => {
    const body = { name: 'Eve', personality: '', greeting: '', language: 'en' }
    const headers: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
      { origin: aura.origin.replace('127.0.0.1', 'localhost') },
    ]
    for (const each of headers)
      expect((await post('/api/v1/companions', body, { ...bearer(), ...each })).status).toBe(403)
    const { data } = await ana.client.api.companions.get()
    expect(data).toEqual([])
    const own = await post(
      '/api/v1/companions',
      { ...body, name: 'Luna' },
      { ...bearer(), origin: aura.origin, 'sec-fetch-site': 'same-origin' },
    )
    expect(own.status).toBe(200)
  })
  test('for an unknown host, or with two, or with none, is refused', async () => {
    const { host } = new URL(aura.origin)
    expect(await raw(`GET /livez HTTP/1.1\r\nHost: evil.example\r\n\r\n`)).toContain('403')
    expect(await raw(`GET /livez HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n\r\n`)).toContain('403')
    expect(await raw(`GET /livez HTTP/1.1\r\n\r\n`)).toContain('400')
    expect(await raw(`GET /livez HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toContain('200')
  })
  test('with too much of body or headers is refused', async () => {
    expect((await post('/api/v1/session', { email: 'x'.repeat(2_000_000), password: 'x' })).status).toBe(413)
    const { host } = new URL(aura.origin)
    expect(await raw(`GET /livez HTTP/1.1\r\nHost: ${host}\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`)).toContain(
      '431',
    )
  })
})

describe('an error', () => {
  const canary = 'CanaryValue'
  test('never echoes a value, tells a stack or shows SQL, to the client or in the log', async () => {
    const answers = [
      await post('/api/v1/session', { email: { nested: canary }, password: canary }),
      await post('/api/v1/session', { email: canary.repeat(100), password: canary }),
      await call('/api/v1/session', {
        method: 'POST',
        body: `{"${canary}`,
        headers: { 'content-type': 'application/json' },
      }),
      await call(`/api/v1/companions/${canary}`, { headers: bearer() }),
      await call(`/api/v1/${canary}`, { headers: bearer() }),
      await post(
        '/api/v1/companions',
        { name: canary.repeat(10), personality: '', greeting: '', language: 'en' },
        bearer(),
      ),
      await post(
        `/api/v1/conversations/${crypto.randomUUID()}/messages`,
        { id: crypto.randomUUID(), text: canary },
        bearer(),
      ),
    ]
    for (const answer of answers) {
      const text = await answer.text()
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      expect(text).not.toContain(canary)
      expect(text).not.toMatch(/\bat \S+:\d+|SELECT|INSERT|sqlite/i)
      const { error } = JSON.parse(text)
      expect(error).toMatchObject({
        kind: expect.any(String),
        message: expect.any(String),
        requestId: expect.any(String),
      })
    }
    expect(JSON.stringify(aura.logged)).not.toContain(canary)
  })
  test('that is a bug is told by its request id alone', async () => {
    const { store } = aura.daemon.deps
    const list = store.companions.list
    const broken = Object.assign(store.companions, {
      list: () => Promise.reject(new Error(`SELECT ${canary} FROM secrets`)),
    })
    const answer = await call('/api/v1/companions', { headers: bearer() })
    Object.assign(broken, { list })
    const text = await answer.text()
    expect(answer.status).toBe(500)
    expect(text).not.toContain(canary)
    const { requestId } = JSON.parse(text).error
    expect(aura.logged.some((entry) => entry.requestId === requestId)).toBe(true)
    expect(JSON.stringify(aura.logged)).not.toContain(canary)
  })
})

test('S83 every answer forbids foreign code, frames and sniffing, and API answers are not stored', async () => {
  for (const path of [
    '/livez',
    '/readyz',
    '/api/openapi.json',
    '/api/v1/session',
    '/api/v1/nothing',
    '/nothing.txt',
  ]) {
    const { headers } = await call(path)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    if (path.startsWith('/api/v1')) expect(headers.get('cache-control')).toBe('no-store')
  }
})

test('health is told without signing in, and readiness means that a write works', async () => {
  expect(await (await call('/livez')).text()).toBe('ok\n')
  expect(await (await call('/readyz')).json()).toEqual({ ready: true, store: 'ok', model: 'ready' })
})
