import { AuraError } from '../errors.ts'
import { type ApiDeps, createApi } from './api.ts'
import { maxBodyBytes, withWholeBody } from './body.ts'
import { errorResponse } from './errors.ts'
import { live, ready } from './health.ts'
import { addSecurityHeaders, checkRequest, type HostRules, hostRules, isSecure } from './security.ts'
import { serveWebAssets, type WebAssets } from './web-assets.ts'

/** A connection without a byte in either direction is closed after this; the heartbeat of a stream is shorter. */
const idleTimeoutSeconds = 60

export type ServerOptions = {
  readonly deps: Omit<ApiDeps, 'isSecure'>
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly publicUrl: string | undefined
  readonly web: WebAssets | undefined
  /** Development only: routes that Bun serves itself, with hot reload. */
  readonly developmentRoutes?: Bun.Serve.Routes<undefined, string>
}

export type RunningServer = AsyncDisposable & {
  /** Where it listens, such as `http://127.0.0.1:7700`. */
  readonly origin: string
}

/** Starts to listen. Throws `port-taken` or `config-invalid` when it cannot. */
export function startServer(options: ServerOptions): RunningServer {
  const { deps, host, port, publicUrl } = options
  let rules: HostRules = { allowed: new Set(), secureHost: undefined }
  const api = createApi({ ...deps, isSecure: (request) => isSecure(request, rules) })
  const webFile = options.web ? serveWebAssets(options.web) : () => undefined

  async function answer(request: Request): Promise<Response> {
    try {
      checkRequest(request, rules)
      const { pathname } = new URL(request.url)
      if (pathname === '/livez') return live()
      if (pathname === '/readyz') return await ready(deps)
      return webFile(request) ?? uncached(await api.handle(await withWholeBody(request)))
    } catch (error) {
      return errorResponse(error, '', deps.newId(), deps.log)
    }
  }

  const server = listen(host, port, {
    idleTimeout: idleTimeoutSeconds,
    // A little above our own limit, so that a body that is too large is refused in our own words.
    maxRequestBodySize: maxBodyBytes * 2,
    ...(options.developmentRoutes
      ? { routes: options.developmentRoutes, development: { hmr: true, console: false } }
      : { development: false }),
    fetch: async (request) => addSecurityHeaders(await answer(request), isSecure(request, rules)),
    error: (error) => errorResponse(error, '', deps.newId(), deps.log),
  })
  const boundPort = server.port ?? port
  rules = hostRules(host, boundPort, publicUrl)
  return {
    origin: `http://${shownHost(host)}:${boundPort}`,
    [Symbol.asyncDispose]: () => server.stop(true),
  }
}

/** What the API tells is someone's own: no cache keeps it. */
function uncached(response: Response): Response {
  response.headers.set('cache-control', 'no-store')
  return response
}

type ListenOptions = {
  readonly idleTimeout: number
  readonly maxRequestBodySize: number
  readonly routes?: Bun.Serve.Routes<undefined, string>
  readonly development: boolean | { readonly hmr: boolean; readonly console: boolean }
  readonly fetch: (request: Request) => Promise<Response>
  readonly error: (error: Error) => Response
}

function listen(hostname: string, port: number, options: ListenOptions): Bun.Server<undefined> {
  try {
    // Said aloud: in production Bun would otherwise share the port with another Aura without a word.
    return Bun.serve({ hostname, port, reusePort: false, ...options })
  } catch (error) {
    const code = (error as { code?: string }).code
    if (code === 'EADDRINUSE')
      throw new AuraError('port-taken', `Port ${port} is taken.`, {
        why: `Another program listens on ${hostname}:${port}.`,
        fix: `End it, or choose another port: aura serve --port ${port + 1}`,
        cause: error,
      })
    throw new AuraError('config-invalid', `Aura cannot listen on ${hostname}:${port}.`, {
      why:
        code === 'EACCES' ? 'Ports below 1024 need a privilege.' : 'The address is not one of this machine.',
      fix: 'Choose another one: aura serve --host 127.0.0.1 --port 7700',
      cause: error,
    })
  }
}

/** The host to put into an address: a wildcard is reached as loopback, IPv6 is bracketed. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
