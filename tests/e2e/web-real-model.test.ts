import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { writeQwen } from '../../models/fixtures/qwen.ts'
import { launchBrowser } from '../support/browser.ts'
import { bareEnv, emptyPlace, runAuraIn } from '../support/run-aura.ts'
import { spawnDaemon } from '../support/spawn-daemon.ts'
import { owner } from '../support/start-aura.ts'
import { visit } from '../support/visitor.ts'

test('in the executable, on a real model: the owner is set up, makes a companion, talks, reloads in mid-answer and sees the rest', async () => {
  await using place = await emptyPlace()
  // It never ends by itself, so there is time to reload in the middle of its longest reply.
  writeQwen(join(place.cwd, 'tiny.gguf'), { contextLength: 8192, speech: { type: 'words', ends: false } })
  await runAuraIn(place.cwd, ['models', 'add', 'tiny.gguf'], bareEnv(place.home))
  await using daemon = await spawnDaemon(place)
  await using browser = await launchBrowser()
  await using visitor = await visit(browser, daemon)
  const { page } = visitor
  const log = page.getByRole('log')
  const reply = log.locator('.msg:not(.me)').last()
  const said = async () => ((await reply.textContent()) ?? '').replace(/^Luna (is saying|said):/, '').trim()

  await page.goto(daemon.setupUrl ?? '')
  await page.getByLabel('Name').fill(owner.name)
  await page.getByLabel('E-mail').fill(owner.email)
  await page.getByLabel('Password', { exact: true }).fill(owner.password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: /^Luna/ }).click()
  await page.getByRole('button', { name: 'Create and say hello' }).click()
  await log.getByText('There you are.').waitFor()

  await page.getByLabel('Message Luna').fill('Tell me everything')
  await page.getByLabel('Message Luna').press('Enter')
  await page.getByRole('button', { name: 'Stop' }).waitFor()
  await log.locator('.msg').nth(2).waitFor()
  const before = await said()
  await page.reload()
  await page.getByRole('button', { name: 'Stop' }).waitFor()
  await log
    .getByText(/[\d,]+ \+ [\d,]+ tokens · first word after .+ · .+ tokens\/s/)
    .waitFor({ timeout: 60_000 })
  const whole = await said()
  expect(whole.length).toBeGreaterThan(before.length)
  expect(whole.startsWith(before)).toBe(true)
  expect(await log.locator('.msg').count()).toBe(3)

  // The next one is stopped: what was said stays, and the model is free for the one after.
  await page.getByLabel('Message Luna').fill('And more')
  await page.getByLabel('Message Luna').press('Enter')
  await log.locator('.msg').nth(4).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Send' }).waitFor()
  expect(await log.locator('.msg').count()).toBe(5)
  expect(visitor.foreignRequests).toEqual([])
  expect(visitor.faults).toEqual([])
}, 120_000)
