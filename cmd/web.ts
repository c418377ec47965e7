import { basename } from 'node:path'
import type { WebAssets, WebFile } from '../core/http/web-assets.ts'

/** The web UI, as files or, in development, as routes that Bun serves with hot reload. */
export type Web = {
  readonly assets: WebAssets | undefined
  readonly developmentRoutes?: Bun.Serve.Routes<undefined, string>
}

/** Routes of the web UI: each is the one page. */
const pageRoutes = ['/', '/setup', '/signin', '/account', '/c', '/c/*', '/chat/*'] as const

export async function loadWeb(kind: 'files' | 'hot' | 'none'): Promise<Web> {
  if (kind === 'none') return { assets: undefined }
  const { default: page } = await import('../ui/web/index.html')
  if (kind === 'hot')
    return {
      assets: undefined,
      developmentRoutes: Object.fromEntries(pageRoutes.map((route) => [route, page])),
    }
  const outputs = page.files ? await embeddedFiles(page.files) : await builtFiles(page.index)
  const index = outputs.find(({ contentType }) => contentType.startsWith('text/html'))
  if (!index) throw new Error('the web UI was built without its page')
  return { assets: { index, files: outputs.filter((file) => file !== index) } }
}

/** The files that the build put into the executable. */
function embeddedFiles(files: readonly { readonly path: string }[]): Promise<readonly WebFile[]> {
  return Promise.all(files.map(({ path }) => webFile(`/${basename(path)}`, Bun.file(path))))
}

/** Run from source: the same build, in memory. */
async function builtFiles(page: string): Promise<readonly WebFile[]> {
  const { default: webCss } = await import('../build/web-css.ts')
  const { outputs } = await Bun.build({
    entrypoints: [page],
    target: 'browser',
    minify: true,
    splitting: true,
    publicPath: '/',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [webCss],
  })
  return Promise.all(outputs.map((output) => webFile(`/${basename(output.path)}`, output)))
}

async function webFile(path: string, blob: Blob): Promise<WebFile> {
  return { path, contentType: blob.type, body: new Uint8Array(await blob.arrayBuffer()) }
}
