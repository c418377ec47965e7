import { networkInterfaces } from 'node:os'
import { AuraError } from '../errors.ts'

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
}

/** Sets the headers that every answer carries. */
export function addSecurityHeaders(response: Response, secure: boolean): Response {
  for (const [name, value] of Object.entries(securityHeaders)) response.headers.set(name, value)
  if (secure) response.headers.set('strict-transport-security', 'max-age=31536000')
  return response
}

export type HostRules = {
  /** `host[:port]` values that a request may name, lower case. */
  readonly allowed: ReadonlySet<string>
  /** The host of an https public address; requests that name it came over TLS. */
  readonly secureHost: string | undefined
}

/** Which Host headers are ours: the loopback names, the address listened on, this machine's addresses when all
 * are listened on, and the public address. Anything else is DNS rebinding or a mistake. */
export function hostRules(host: string, port: number, publicUrl: string | undefined): HostRules {
  const names = ['localhost', '127.0.0.1', '[::1]', bracketed(host)]
  if (host === '0.0.0.0' || host === '::')
    for (const addresses of Object.values(networkInterfaces()))
      for (const { address } of addresses ?? []) names.push(bracketed(address))
  const allowed = new Set(names.map((name) => `${name}:${port}`.toLowerCase()))
  if (port === 80) for (const name of names) allowed.add(name.toLowerCase())
  const url = publicUrl ? new URL(publicUrl) : undefined
  if (url) allowed.add(url.host)
  return { allowed, secureHost: url?.protocol === 'https:' ? url.host : undefined }
}

export function isSecure(request: Request, rules: HostRules): boolean {
  return rules.secureHost !== undefined && request.headers.get('host')?.toLowerCase() === rules.secureHost
}

/** Refuses a request for another host (two Host headers arrive joined, and so are refused too), and an unsafe
 * request that another site made. */
export function checkRequest(request: Request, rules: HostRules): void {
  const host = request.headers.get('host')?.toLowerCase() ?? ''
  if (!rules.allowed.has(host))
    throw new AuraError('not-allowed', 'Aura does not answer for this host name.', {
      fix: 'Use the address that `aura serve` printed, or set public_url to the one you use.',
    })
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const fromOtherSite = site !== null && site !== 'same-origin' && site !== 'none'
  if (fromOtherSite || (origin !== null && !isOwnOrigin(origin, host, isSecure(request, rules))))
    throw new AuraError('not-allowed', 'This request came from another site.')
}

function isOwnOrigin(origin: string, host: string, secure: boolean): boolean {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  // URL drops the default port, as browsers do in both headers.
  return url.protocol === (secure ? 'https:' : 'http:') && url.host.toLowerCase() === host
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
