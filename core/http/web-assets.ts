import { createHash } from 'node:crypto'

/** One file of the web UI. */
export type WebFile = {
  /** Where it is served, such as `/assets/app-1a2b3c4d.js`. */
  readonly path: string
  readonly contentType: string
  readonly body: Uint8Array<ArrayBuffer>
}

/** The web UI as built: a page that every route of the UI is, and the files it loads, whose names change with
 * their content. */
export type WebAssets = { readonly index: WebFile; readonly files: readonly WebFile[] }

export type WebAssetServer = (request: Request) => Response | undefined

/** Serves the files for ever, the page always fresh, each compressed once, when it is first asked for. Undefined for
 * what is not the web UI's. */
export function serveWebAssets(assets: WebAssets): WebAssetServer {
  const files = new Map(assets.files.map((file) => [file.path, once(() => prepare(file))]))
  const index = once(() => prepare(assets.index))
  return (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined
    const { pathname } = new URL(request.url)
    const file = files.get(pathname)
    if (file) return answer(request, file(), 'public, max-age=31536000, immutable')
    return isPage(pathname) ? answer(request, index(), 'no-cache') : undefined
  }
}

/** Routes of the UI have no file extension and are not the API's. */
function isPage(pathname: string): boolean {
  return !/^\/(api|livez|readyz|metrics|webhooks|v1)(\/|$)/.test(pathname) && !/\.[a-z0-9]+$/i.test(pathname)
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

type Prepared = WebFile & { readonly etag: string; readonly gzipped: Uint8Array<ArrayBuffer> | undefined }

function prepare(file: WebFile): Prepared {
  const etag = `"${createHash('sha256').update(file.body).digest('base64url').slice(0, 22)}"`
  const isCompressible = /^(text|application\/(javascript|json|manifest)|image\/svg)/.test(file.contentType)
  return { ...file, etag, gzipped: isCompressible ? Bun.gzipSync(file.body) : undefined }
}

function answer(request: Request, file: Prepared, cacheControl: string): Response {
  const headers = new Headers({
    'content-type': file.contentType,
    'cache-control': cacheControl,
    etag: file.etag,
    vary: 'accept-encoding',
  })
  if (request.headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers })
  const gzip = file.gzipped && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  if (gzip) headers.set('content-encoding', 'gzip')
  return new Response(request.method === 'HEAD' ? null : gzip ? file.gzipped : file.body, { headers })
}
