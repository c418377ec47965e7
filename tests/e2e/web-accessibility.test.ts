import { afterAll, beforeAll, expect, test } from 'bun:test'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { unwrap } from '../../core/http/client.ts'
import { launchBrowser } from '../support/browser.ts'
import { type AuraUnderTest, type SignedUp, startAura } from '../support/start-aura.ts'
import { createAnswers, visit } from '../support/visitor.ts'

const answers = createAnswers()
let browser: Browser
let aura: AuraUnderTest
let account: SignedUp
let companionId: string

beforeAll(async () => {
  browser = await launchBrowser()
  aura = await startAura({ web: 'files', script: answers.script })
  account = await aura.signUp()
  const fields = { name: 'Luna', personality: 'Calm.', greeting: 'Hello.', language: 'en' }
  companionId = (await unwrap(account.client.api.companions.post(fields))).id
})
afterAll(async () => {
  await browser.close()
  await aura[Symbol.asyncDispose]()
})

/** What axe finds against WCAG 2.2 AA, in light and dark, on a screen and on a phone. */
async function findings(page: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const width of [1280, 390])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      // Colours fade in for one frame even under reduced motion: measured once they stand. An animation whose
      // element goes away is cancelled and rejects: it is over too.
      await page.evaluate(
        'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => undefined)',
      )
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      for (const { id, help, nodes } of violations)
        found.push(`${width} ${colorScheme} ${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`)
    }
  return found
}

async function startConversation(): Promise<string> {
  return `/chat/${(await unwrap(account.client.api.conversations.post({ companionId }))).id}`
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message Luna').fill(text)
  await page.getByLabel('Message Luna').press('Enter')
}

test('the pages of a first visit have no accessibility fault', async () => {
  await using fresh = await startAura({ web: 'files' })
  await using visitor = await visit(browser, fresh)
  const { page } = visitor
  await page.goto('/')
  await page.getByRole('heading', { level: 1 }).waitFor()
  expect(await findings(page)).toEqual([])
  await page.goto('/setup#wrong')
  await page.getByText('no longer works').waitFor()
  expect(await findings(page)).toEqual([])
  await page.goto('about:blank')
  await page.goto(fresh.daemon.setupUrl ?? '')
  await page.getByLabel('Name').fill('Ana')
  await page.getByLabel('E-mail').fill('ana@example.org')
  await page.getByLabel('Password', { exact: true }).fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('alert').waitFor()
  expect(await findings(page)).toEqual([])
  await page.getByLabel('Password', { exact: true }).fill('long enough for this')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: 'Who would you like to meet?' }).waitFor()
  expect(await findings(page)).toEqual([])
})

test('signing in has no accessibility fault', async () => {
  await using visitor = await visit(browser, aura)
  await visitor.page.goto('/account')
  await visitor.page.getByLabel('E-mail').waitFor()
  expect(await findings(visitor.page)).toEqual([])
})

test.each([
  ['/c', 'Companions'],
  ['/c/new', 'New companion'],
  ['/c/new?from=Kai', 'New companion'],
  ['/c/ID/edit', 'Edit Luna'],
  ['/account', 'Account and server'],
  ['/chat/00000000-0000-7000-8000-000000000000', 'This conversation is not here.'],
  ['/nowhere', 'There is nothing here.'],
])('%s has no accessibility fault', async (path, heading) => {
  await using visitor = await visit(browser, aura, { as: account })
  await visitor.page.goto(path.replace('ID', companionId))
  await visitor.page.getByRole('heading', { level: 1, name: heading }).waitFor()
  expect(await findings(visitor.page)).toEqual([])
})

test('a question before something is deleted has no accessibility fault', async () => {
  await using visitor = await visit(browser, aura, { as: account })
  await visitor.page.goto('/c')
  await visitor.page.getByRole('button', { name: 'Delete Luna' }).click()
  await visitor.page.getByRole('dialog').waitFor()
  expect(await findings(visitor.page)).toEqual([])
})

test('the drawer of a phone has no accessibility fault', async () => {
  await using visitor = await visit(browser, aura, { as: account, viewport: { width: 390, height: 780 } })
  await visitor.page.goto('/c')
  await visitor.page.getByRole('button', { name: 'Menu' }).click()
  await visitor.page.getByRole('dialog').waitFor()
  expect(await findings(visitor.page)).toEqual([])
})

test('a conversation has no accessibility fault: rich, thinking, answering, stopped, failed, not sent', async () => {
  const address = await startConversation()
  await using visitor = await visit(browser, aura, { as: account })
  const { page } = visitor
  await page.goto(address)
  answers.say(
    '# Title\n\n## Sub\n\n- a **b**\n- [x] c\n\n> quote\n\n```\ncode\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[link](https://example.org) and `code`',
  )
  await say(page, 'Everything')
  await page.getByRole('button', { name: 'Try again' }).waitFor()
  expect(await findings(page)).toEqual([])

  await page.getByRole('button', { name: 'More for this conversation' }).click()
  await page.getByText('Delete conversation').waitFor()
  expect(await findings(page)).toEqual([])
  await page.keyboard.press('Escape')

  answers.sayInTwo('', 'x')
  await say(page, 'Think')
  await page.getByText('Luna is thinking').first().waitFor()
  expect(await findings(page)).toEqual([])
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('Stopped before the first word.').waitFor()
  expect(await findings(page)).toEqual([])

  answers.sayInTwo('Half an', ' answer')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Half an').first().waitFor()
  expect(await findings(page)).toEqual([])
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('button', { name: 'Try again' }).waitFor()

  answers.add({
    type: 'fail',
    error: { kind: 'out-of-memory', message: 'Full.', why: 'Why.', fix: 'Do `x`.' },
  })
  await say(page, 'Fail')
  await page.getByRole('alert').waitFor()
  expect(await findings(page)).toEqual([])

  await page.route('**/messages', (route) => route.abort())
  await say(page, 'Not sent')
  await page.getByText('Not sent.').waitFor()
  expect(await findings(page)).toEqual([])
})

test('without a model, companions and conversations have no accessibility fault', async () => {
  const address = await startConversation()
  await using visitor = await visit(browser, aura, { as: account })
  const { page } = visitor
  const error = { kind: 'model-missing', message: 'There is no model yet.' }
  await page.route('**/api/v1/runtime', (route) => route.fulfill({ json: { state: 'no-model', error } }))
  for (const path of ['/c', address, '/account']) {
    await page.goto(path)
    await page.getByText('There is no language model yet').waitFor()
    expect(await findings(page)).toEqual([])
  }
})

test('whoever asks for less motion sees nothing move', async () => {
  const address = await startConversation()
  await using visitor = await visit(browser, aura, { as: account, reducedMotion: 'reduce' })
  const { page } = visitor
  await page.goto(address)
  answers.sayInTwo('', 'x')
  await say(page, 'Think')
  await page.getByText('Luna is thinking').first().waitFor()
  const breathing = await page.evaluate<number[]>(
    `[...document.querySelectorAll('.thinking')].map((element) => element.getAnimations().length)`,
  )
  expect(breathing.length).toBeGreaterThan(0)
  expect(breathing.every((count) => count === 0)).toBe(true)
  await page.getByRole('button', { name: 'Stop' }).click()
})
