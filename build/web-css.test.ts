import { afterEach, beforeEach, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import webCss, { flattenCss } from './web-css.ts'

let place: string
beforeEach(async () => {
  place = join(await mkdtemp(join(tmpdir(), 'aura-css-')), 'ui/web')
})
afterEach(() => rm(join(place, '../..'), { recursive: true, force: true }))

const write = (name: string, text: string) => Bun.write(join(place, name), text)
const page =
  '<!doctype html><link rel="stylesheet" href="./app.css"><script type="module" src="./app.ts"></script>'

async function bundle(): Promise<string> {
  const result = await Bun.build({
    entrypoints: [join(place, 'index.html')],
    minify: true,
    plugins: [webCss],
  })
  const css = result.outputs.find((output) => output.path.endsWith('.css'))
  return css === undefined ? '' : css.text()
}

test('a picture or font in a stylesheet is refused, because nothing would ship it', async () => {
  await write('app.css', '@font-face { src: url("./nunito.woff2"); }')
  await expect(flattenCss(join(place, 'app.css'))).rejects.toThrow('nunito.woff2 would not be shipped')
})

test('an @import with conditions is refused rather than lost', async () => {
  await write('app.css', '@import "./a.css" screen;')
  await expect(flattenCss(join(place, 'app.css'))).rejects.toThrow('not understood')
})

test('a stylesheet that imports itself is refused', async () => {
  await write('app.css', '@import "./a.css";')
  await write('a.css', '@import "./app.css";')
  await expect(flattenCss(join(place, 'app.css'))).rejects.toThrow('imports itself')
})

test('a stylesheet imported by a script is refused, because no page would link it', async () => {
  await write('index.html', page)
  await write('app.css', '')
  await write('app.ts', 'import "./other.css"')
  await write('other.css', '')
  await expect(bundle()).rejects.toThrow()
})

test('imports are put in place, in their layers', async () => {
  await write('app.css', '@import "./a.css" layer(base);\n.app { color: red }')
  await write('a.css', '.a { color: blue }')
  expect(await flattenCss(join(place, 'app.css'))).toBe(
    '@layer base {\n.a { color: blue }\n}\n.app { color: red }',
  )
})

test('logical properties, light-dark() and modern colours reach the browser as they were written', async () => {
  const rules =
    '.a { inset-inline-end: 0; color: light-dark(oklch(70% 0.1 200), #000); border-start-start-radius: 4px }'
  await write('index.html', page)
  await write('app.ts', 'console.log(1)')
  await write('app.css', rules)
  expect(await bundle()).toBe(rules)
})
