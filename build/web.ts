import { basename, join } from 'node:path'
import webCss from './web-css.ts'

/** One built file of the web UI, at the address that the page and the other files know it by. */
export type BuiltWebFile = { readonly path: string; readonly contentType: string; readonly content: Blob }

const webPage = join(import.meta.dirname, '../ui/web/index.html')

/** Builds the web UI in memory, as it is shipped: the page and the files it loads, their names made from their
 * content. */
export async function buildWeb(): Promise<readonly BuiltWebFile[]> {
  const { outputs } = await Bun.build({
    entrypoints: [webPage],
    target: 'browser',
    minify: true,
    splitting: true,
    publicPath: '/',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [webCss],
  })
  return outputs.map((output) => ({
    path: `/${basename(output.path)}`,
    contentType: output.type,
    content: output,
  }))
}
