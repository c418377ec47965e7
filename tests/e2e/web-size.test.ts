import { expect, test } from 'bun:test'
import { loadWeb } from '../../cmd/web.ts'

/** Of what a page loads before it can be used. */
const budgetBytes = { first: 40 * 1024, chat: 75 * 1024 }

test('the first page takes at most 40 KiB of compressed script, a conversation 75, and nothing is inline', async () => {
  const { assets } = await loadWeb('files')
  if (!assets) throw new Error('there is no web UI')
  const page = new TextDecoder().decode(assets.index.body)
  const entry = /<script[^>]*src="([^"]+)"/.exec(page)?.[1]
  const scripts = assets.files.filter(({ contentType }) => contentType.includes('javascript'))
  const sizeOf = new Map(scripts.map(({ path, body }) => [path, Bun.gzipSync(body).byteLength]))
  expect(sizeOf.get(entry ?? '')).toBeLessThanOrEqual(budgetBytes.first)
  expect([...sizeOf.values()].reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(budgetBytes.chat)
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/i)
})

test('the stylesheet is shipped as it was written, with its layers and logical properties', async () => {
  const { assets } = await loadWeb('files')
  const css = assets?.files.find(({ contentType }) => contentType.includes('css'))
  const text = new TextDecoder().decode(css?.body)
  for (const part of [
    '@layer tokens, base, parts, pages',
    'light-dark(',
    'border-end-end-radius',
    'inset-inline',
  ])
    expect(text).toContain(part)
  expect(text).not.toContain('url(')
})
