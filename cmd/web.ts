import type { WebAssets, WebFile } from '../core/http/web-assets.ts'
import { embeddedWeb } from './embedded-web.ts'

/** The web UI, as files or, in development, as routes that Bun serves with hot reload. */
export type Web = {
  readonly assets: WebAssets | undefined
  readonly developmentRoutes?: Bun.Serve.Routes<undefined, string>
}

/** Routes of the web UI: each is the one page. */
const pageRoutes = ['/', '/setup', '/signin', '/account', '/c', '/c/*', '/chat/*'] as const

export async function loadWeb(kind: 'files' | 'hot' | 'none'): Promise<Web> {
  if (kind === 'none') return { assets: undefined }
  if (kind === 'hot') {
    // Not a literal: the bundler would put the page into the executable a second time.
    const source = new URL('../ui/web/index.html', import.meta.url).pathname
    const { default: page } = (await import(source)) as { default: Bun.HTMLBundle }
    return {
      assets: undefined,
      developmentRoutes: Object.fromEntries(pageRoutes.map((route) => [route, page])),
    }
  }
  const files = await (embeddedWeb ? readEmbedded(embeddedWeb) : buildFromSource())
  const index = files.find(({ contentType }) => contentType.startsWith('text/html'))
  if (!index) throw new Error('the web UI was built without its page')
  return { assets: { index, files: files.filter((file) => file !== index) } }
}

function readEmbedded(files: NonNullable<typeof embeddedWeb>): Promise<readonly WebFile[]> {
  return Promise.all(files.map(({ path, contentType, file }) => webFile(path, contentType, Bun.file(file))))
}

async function buildFromSource(): Promise<readonly WebFile[]> {
  const { buildWeb } = await import('../build/web.ts')
  const files = await buildWeb()
  return Promise.all(files.map(({ path, contentType, content }) => webFile(path, contentType, content)))
}

async function webFile(path: string, contentType: string, content: Blob): Promise<WebFile> {
  return { path, contentType, body: new Uint8Array(await content.arrayBuffer()) }
}
