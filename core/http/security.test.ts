import { describe, expect, test } from 'bun:test'
import { errorKind } from '../../tests/support/error-kind.ts'
import { addSecurityHeaders, checkRequest, hostRules, isSecure } from './security.ts'
import { clearedSessionCookie, sessionCookie } from './session.ts'

const request = (host: string, headers: Record<string, string> = {}, method = 'GET') =>
  new Request('http://127.0.0.1/', { method, headers: { host, ...headers } })

describe('behind a public https address', () => {
  const rules = hostRules('127.0.0.1', 7700, 'https://aura.example.org')

  test('S73 only requests for that address are secure, and they get strict transport security', () => {
    expect(isSecure(request('aura.example.org'), rules)).toBe(true)
    expect(isSecure(request('127.0.0.1:7700'), rules)).toBe(false)
    const secure = addSecurityHeaders(new Response('x'), true)
    expect(secure.headers.get('strict-transport-security')).toContain('max-age=')
    expect(addSecurityHeaders(new Response('x'), false).headers.has('strict-transport-security')).toBe(false)
  })
  test('S26 the session cookie is Secure there and nowhere else', () => {
    expect(sessionCookie('t', 0, true)).toEndWith('; Secure')
    expect(sessionCookie('t', 0, false)).not.toContain('Secure')
    expect(clearedSessionCookie(true)).toEndWith('; Secure')
  })
  test('its host and the loopback names are answered, others are not', async () => {
    for (const host of [
      'aura.example.org',
      'AURA.example.org',
      'localhost:7700',
      '127.0.0.1:7700',
      '[::1]:7700',
    ])
      expect([host, await errorKind(() => checkRequest(request(host), rules))]).toEqual([host, 'none'])
    for (const host of ['evil.example', 'aura.example.org.evil.example', 'localhost', 'localhost:7701', ''])
      expect([host, await errorKind(() => checkRequest(request(host), rules))]).toEqual([host, 'not-allowed'])
  })
  test('unsafe requests come from its own pages alone', async () => {
    const post = (origin: string) =>
      errorKind(() => checkRequest(request('aura.example.org', { origin }, 'POST'), rules))
    expect(await post('https://aura.example.org')).toBe('none')
    for (const origin of [
      'https://evil.example',
      'https://aura.example.org:8443',
      'null',
      'https://example.org',
    ])
      expect([origin, await post(origin)]).toEqual([origin, 'not-allowed'])
  })
})

test('a plain http public address makes nothing secure', () => {
  const rules = hostRules('0.0.0.0', 7700, 'http://aura.lan:7700')
  expect(isSecure(request('aura.lan:7700'), rules)).toBe(false)
})
