import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Browser, Page } from 'playwright-core'
import { maxMessageLength, unwrap } from '../../core/http/client.ts'
import type { RuntimeHealth } from '../../core/model-runtime.ts'
import { createScriptedRuntime } from '../../models/scripted/scripted-runtime.ts'
import { launchBrowser } from '../support/browser.ts'
import { type AuraUnderTest, owner, type SignedUp, startAura } from '../support/start-aura.ts'
import { createAnswers, visit } from '../support/visitor.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const luna = {
  name: 'Luna',
  personality: 'Luna is calm and curious.',
  greeting: 'There you are.',
  language: 'en',
}

/** A conversation with a new Luna. */
async function newConversation({ client }: SignedUp) {
  const companion = await unwrap(client.api.companions.post(luna))
  const conversation = await unwrap(client.api.conversations.post({ companionId: companion.id }))
  return { companionId: companion.id, conversationId: conversation.id, address: `/chat/${conversation.id}` }
}

const composer = (page: Page) => page.getByLabel('Message Luna')
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const log = (page: Page) => page.getByRole('log')

async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

describe('the first visit', () => {
  test('without an owner and without the link, the page says where the link is', async () => {
    await using aura = await startAura({ web: 'files' })
    await using visitor = await visit(browser, aura)
    await visitor.page.goto('/chat/anything')
    await visitor.page.getByText('in the console where').waitFor()
    expect(new URL(visitor.page.url()).pathname).toBe('/')
  })

  test('a link that is used up or wrong says what to do', async () => {
    await using aura = await startAura({ web: 'files' })
    await using visitor = await visit(browser, aura)
    await visitor.page.goto('/setup#wrong')
    await visitor.page.getByRole('heading', { name: 'This link no longer works' }).waitFor()
    await visitor.page.goto('/setup')
    await visitor.page.getByRole('heading', { name: 'Open the set-up link' }).waitFor()
    const { daemon } = aura
    await aura.signUp()
    await visitor.page.goto('about:blank')
    await visitor.page.goto(daemon.setupUrl ?? '')
    await visitor.page.getByRole('heading', { name: 'Aura is set up' }).waitFor()
  })

  test('the owner is set up, makes a companion, and talks to it, in one cookie and on one server', async () => {
    const answers = createAnswers()
    await using aura = await startAura({ web: 'files', script: answers.script })
    await using visitor = await visit(browser, aura)
    const { page } = visitor
    await page.goto(aura.daemon.setupUrl ?? '')
    await page.getByLabel('Name').fill(owner.name)
    await page.getByLabel('E-mail').fill(owner.email)
    await page.getByLabel('Password', { exact: true }).fill('short')
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Berlin')
    await button(page, 'Create account').click()
    await page.getByRole('alert').getByText('at least 8 characters').waitFor()

    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await button(page, /^Show/).click()
    expect(await page.getByLabel('Password', { exact: true }).getAttribute('type')).toBe('text')
    // The link works again after a reload, and the token is gone once the account is made.
    await page.reload()
    await page.getByLabel('Name').fill('   ')
    await page.getByLabel('E-mail').fill(owner.email)
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await button(page, 'Create account').click()
    await page.getByText('The name is empty.').waitFor()
    expect(await page.evaluate<string>('document.activeElement.name')).toBe('name')
    await page.getByLabel('Name').fill(owner.name)
    await button(page, 'Create account').click()
    await page.getByRole('heading', { name: 'Who would you like to meet?' }).waitFor()
    expect(page.url()).toBe(`${aura.origin}/c`)

    await page.getByRole('link', { name: /^Luna/ }).click()
    await page.getByLabel('Language').selectOption({ label: 'Deutsch' })
    await button(page, 'Create and say hello').click()
    await log(page).getByText('There you are. How was today, really?').waitFor()
    await page.getByText('AI companion').waitFor()

    answers.say('**Nineteen** words of joy.')
    await say(page, 'It went well!')
    await log(page).locator('strong', { hasText: 'Nineteen' }).waitFor()
    await log(page)
      .getByText(/\d+ \+ 4 tokens · first word after .+ · .+ tokens\/s/)
      .waitFor()
    expect(await log(page).locator('[lang=de]').count()).toBeGreaterThan(0)

    const cookies = await visitor.context.cookies()
    expect(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
      { name: 'aura_session', httpOnly: true, sameSite: 'Lax' },
    ])
    const stored = await page.evaluate(`(async () => [
      localStorage.length,
      sessionStorage.length,
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
      (await navigator.serviceWorker.getRegistrations()).length,
    ])()`)
    expect(stored).toEqual([0, 0, 0, 0, 0])
    expect(visitor.foreignRequests).toEqual([])
    expect(visitor.faults).toEqual([])
  })
})

describe('a conversation', () => {
  const answers = createAnswers()
  let aura: AuraUnderTest
  let account: SignedUp
  beforeAll(async () => {
    aura = await startAura({ web: 'files', script: answers.script })
    account = await aura.signUp()
  })
  afterAll(() => aura[Symbol.asyncDispose]())

  test('a page that is loaded in mid-answer shows the rest, and so does a second browser', async () => {
    const { address } = await newConversation(account)
    await using first = await visit(browser, aura, { as: account })
    await using second = await visit(browser, aura, { as: account })
    await first.page.goto(address)
    const goOn = answers.sayInTwo('The harbour is', ' quiet tonight.')
    await say(first.page, 'What is it like?')
    await log(first.page).getByText('The harbour is').waitFor()

    await first.page.reload()
    await log(first.page).getByText('The harbour is').waitFor()
    await second.page.goto(address)
    await log(second.page).getByText('The harbour is').waitFor()
    await button(second.page, 'Stop').waitFor()
    goOn()
    for (const { page } of [first, second]) {
      await log(page).getByText('The harbour is quiet tonight.').waitFor()
      await button(page, 'Try again').waitFor()
      expect(await log(page).getByText('What is it like?').count()).toBe(1)
    }
    expect([...first.faults, ...second.faults]).toEqual([])
  })

  test('an open page sees what another device says, without being touched', async () => {
    const { address, conversationId } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    await visitor.page.goto(address)
    await log(visitor.page).getByText('There you are.').waitFor()
    answers.say('From afar.')
    const id = Bun.randomUUIDv7()
    await unwrap(
      account.client.api.conversations({ id: conversationId }).messages.post({ id, text: 'Hi there' }),
    )
    await log(visitor.page).getByText('Hi there').waitFor()
    await log(visitor.page).getByText('From afar.').waitFor()
  })

  test('Esc stops the reply and keeps what was said; Try again puts another in its place', async () => {
    const { address, conversationId } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    answers.sayInTwo('Once upon a', ' time.')
    await say(page, 'A story, please')
    await log(page).getByText('Once upon a').waitFor()
    await page.keyboard.press('Escape')
    await log(page)
      .getByText(/· Stopped ·/)
      .waitFor()
    expect(await page.evaluate<string>('document.activeElement.localName')).toBe('textarea')

    const goOn = answers.sayInTwo('', 'Another story.')
    await button(page, 'Try again').click()
    await page.getByText('Luna is thinking').first().waitFor()
    expect(await log(page).getByText('Once upon a').count()).toBe(0)
    goOn()
    await log(page).getByText('Another story.').waitFor()
    const { messages } = await unwrap(account.client.api.conversations({ id: conversationId }).get())
    expect(messages.map(({ text }) => text)).toEqual(['There you are.', 'A story, please', 'Another story.'])
  })

  test('stopped before the first word, it says so and can be asked again', async () => {
    const { address } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    answers.sayInTwo('', 'Never said.')
    await say(page, 'Hello?')
    await button(page, 'Stop').click()
    await log(page).getByText('Stopped before the first word.').waitFor()
    answers.say('Now then.')
    await button(page, 'Try again').click()
    await log(page).getByText('Now then.').waitFor()
  })

  test('a reply that fails keeps its words and tells what, why and what to do', async () => {
    const { address } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    const error = {
      kind: 'out-of-memory',
      message: 'The model ran out of memory.',
      why: 'Another program uses the card.',
      fix: 'Close it and `try` again.',
    } as const
    answers.add({ type: 'say', text: 'I was about to' }, { type: 'fail', error })
    await say(page, 'Go on')
    const alert = page.getByRole('alert')
    await alert.getByText(error.message).waitFor()
    await alert.getByText(error.why).waitFor()
    await alert.locator('code', { hasText: 'try' }).waitFor()
    await log(page).getByText('I was about to').waitFor()
    await page.reload()
    await alert.getByText(error.message).waitFor()
    answers.say('Here it is.')
    await button(page, 'Try again').click()
    await log(page).getByText('Here it is.').waitFor()
    expect(await alert.count()).toBe(0)
  })

  test('a message that did not go is kept, and going again it is there once', async () => {
    const { address, conversationId } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    // It arrives, and its answer gets lost on the way.
    await page.route('**/messages', async (route) => {
      await route.fetch()
      await route.abort()
    })
    answers.say('I heard you.')
    await say(page, 'Do you hear me?')
    await page.getByText('Not sent.').waitFor()
    await page.unroute('**/messages')
    await button(page, 'Retry').click()
    await log(page).getByText('I heard you.').waitFor()
    const { messages } = await unwrap(account.client.api.conversations({ id: conversationId }).get())
    expect(messages.filter(({ role }) => role === 'user')).toHaveLength(1)
    expect(await log(page).getByText('Do you hear me?').count()).toBe(1)
  })

  test('said while the companion answers another device, a message goes right after', async () => {
    const { address, conversationId } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    await log(page).getByText('There you are.').waitFor()
    const goOn = answers.sayInTwo('To the other', ' device.')
    const id = Bun.randomUUIDv7()
    // Unseen until it is sent: the list of conversations is what tells.
    await page.route('**/api/v1/conversations?*', (route) => route.abort())
    await page.route('**/api/v1/conversations', (route) => route.abort())
    await unwrap(account.client.api.conversations({ id: conversationId }).messages.post({ id, text: 'One' }))
    await say(page, 'Two')
    await log(page).getByText('Luna still answers').waitFor()
    await log(page).getByText('To the other').waitFor()
    answers.say('To this one.')
    goOn()
    await log(page).getByText('To this one.').waitFor()
    const { messages } = await unwrap(account.client.api.conversations({ id: conversationId }).get())
    expect(messages.map(({ text }) => text)).toEqual([
      'There you are.',
      'One',
      'To the other device.',
      'Two',
      'To this one.',
    ])
  })

  test('hostile words of a model stay words: nothing runs, nothing is fetched', async () => {
    const { address } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    answers.say(
      [
        '<script>document.title = "owned"</script>',
        '![pixel](https://tracker.example/p.png)',
        '<img src="https://tracker.example/q.png" onerror="document.title = 1">',
        '[press](javascript:document.title=1)',
        '<iframe src="https://tracker.example"></iframe>',
        'The end.',
      ].join('\n\n'),
    )
    await say(page, 'Be evil')
    await log(page).getByText('The end.').waitFor()
    await button(page, 'Try again').waitFor()
    expect(await log(page).locator('img, script, iframe').count()).toBe(0)
    const links = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.log a')].map((link) => link.getAttribute('href'))`,
    )
    expect(links).toEqual(['https://tracker.example/p.png'])
    expect(await page.title()).toBe('Luna · Aura')
    expect(visitor.foreignRequests).toEqual([])
  })

  test('what happens is said aloud in whole sentences, and the log itself stays silent', async () => {
    const { address } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    const speech = page.getByTestId('speech')
    expect(await speech.getAttribute('aria-live')).toBe('polite')
    expect(await log(page).getAttribute('aria-live')).toBe('off')
    const goOn = answers.sayInTwo('One **sentence** is whole. The next is', ' not.')
    await say(page, 'Speak')
    await speech.getByText('One sentence is whole.', { exact: true }).waitFor()
    goOn()
    await speech.getByText('The next is not.', { exact: true }).waitFor()
  })

  test('the end stays in sight while the reply grows, until the reader scrolls up', async () => {
    const { address } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    const paragraphs = Array.from({ length: 40 }, (_, index) => `Paragraph ${index}.`).join('\n\n')
    const goOn = answers.sayInTwo(`${paragraphs}\n\nHalf`, ` way.\n\n${paragraphs}\n\nThe very end.`)
    await say(page, 'Tell me everything')
    await log(page).getByText('Half', { exact: true }).waitFor()
    const distance = () =>
      page.evaluate<number>(
        `(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop)(document.querySelector('.log'))`,
      )
    expect(await distance()).toBeLessThan(50)

    await log(page).hover()
    await page.mouse.wheel(0, -600)
    await button(page, 'To the end').waitFor()
    const place = await page.evaluate<number>(`document.querySelector('.log').scrollTop`)
    goOn()
    await button(page, 'Try again').waitFor({ state: 'attached' })
    expect(await page.evaluate<number>(`document.querySelector('.log').scrollTop`)).toBe(place)
    await button(page, 'New messages').click()
    await button(page, 'New messages').waitFor({ state: 'detached' })
    expect(await distance()).toBeLessThan(50)
  })

  test('a session that ends leads to signing in and back, and the draft is still there', async () => {
    const { address } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    await log(page).getByText('There you are.').waitFor()
    await composer(page).fill('Half a thought')
    await visitor.context.clearCookies()
    // The page may notice by itself before the message is sent; either way the draft is kept.
    await page.keyboard.press('Enter')
    await page.getByText('Your session has ended.').waitFor()
    await page.getByLabel('E-mail').fill(owner.email)
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await button(page, 'Sign in').click()
    await page.getByRole('alert').getByText('do not match').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(owner.password)
    await button(page, 'Sign in').click()
    await log(page).getByText('There you are.').waitFor()
    expect(new URL(page.url()).pathname).toBe(address)
    expect(await composer(page).inputValue()).toBe('Half a thought')
  })

  test('a server that is away is told of, and the page goes on by itself when it is back', async () => {
    const { address } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page, context } = visitor
    await page.goto(address)
    await log(page).getByText('There you are.').waitFor()
    await context.setOffline(true)
    await page.getByText('Aura cannot be reached.').waitFor()
    await page.getByText('The server is away').waitFor()
    expect(await page.getByText('Model ready on this server').count()).toBe(0)
    await context.setOffline(false)
    await page.getByText('Aura cannot be reached.').waitFor({ state: 'detached' })
    answers.say('Welcome back.')
    await say(page, 'I am here')
    await log(page).getByText('Welcome back.').waitFor()
  })

  test('everything can be done with the keyboard alone', async () => {
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto('/c/new?from=')
    await page.getByLabel('Name').focus()
    await page.keyboard.type('Luna')
    for (const text of ['Kind.', 'Hello you.']) {
      await page.keyboard.press('Tab')
      await page.keyboard.type(text)
    }
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await log(page).getByText('Hello you.').waitFor()

    // The message box has the focus; Shift+Enter is a line, Enter sends.
    answers.say('Two lines, I see.')
    await page.keyboard.type('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await log(page).getByText('Two lines, I see.').waitFor()
    expect(await log(page).locator('.msg.me').last().textContent()).toContain('one\ntwo')

    // The menu opens, closes by Esc to where it was, and deletes after a question.
    const menu = button(page, 'More for this conversation')
    await menu.focus()
    await page.keyboard.press('Enter')
    await page.getByText('Delete conversation').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Delete conversation').waitFor({ state: 'detached' })
    expect(await page.evaluate<string>('document.activeElement.ariaLabel')).toBe('More for this conversation')
    await page.keyboard.press('Enter')
    await page.getByText('Delete conversation').waitFor()
    for (let step = 0; step < 3; step++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByText('cannot be brought back').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await log(page).getByText('Two lines, I see.').count()).toBe(1)
    // A skip link stands before everything else.
    await page.goto('/account')
    await page.getByRole('heading', { name: 'Account and server' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Skip to content')
  })

  test('a companion is edited and deleted, with what goes with it named first', async () => {
    const { address, companionId } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(`/c/${companionId}/edit`)
    await page.getByLabel('Name').fill('Selene')
    await button(page, 'Save').click()
    await page.getByRole('heading', { name: 'Selene', exact: true }).waitFor()
    await page.goto('/c')
    await button(page, 'Delete Selene').click()
    const dialog = page.getByRole('dialog', { name: 'Delete Selene?' })
    await dialog.getByText('1 conversation with all its messages').waitFor()
    await dialog.getByRole('button', { name: 'Keep' }).click()
    await page.getByRole('heading', { name: 'Selene', exact: true }).waitFor()
    await button(page, 'Delete Selene').click()
    await dialog.getByRole('button', { name: 'Delete Selene' }).click()
    await page.getByRole('heading', { name: 'Selene', exact: true }).waitFor({ state: 'detached' })
    await page.goto(address)
    await page.getByRole('heading', { name: 'This conversation is not here.' }).waitFor()
  })

  test('nothing is wider than a phone or than 320 px, and the sidebar is a drawer there', async () => {
    const { address, companionId } = await newConversation(account)
    for (const width of [390, 320]) {
      await using visitor = await visit(browser, aura, { as: account, viewport: { width, height: 780 } })
      const { page } = visitor
      answers.say(
        `\`\`\`\n${'wide '.repeat(80)}\n\`\`\`\n\n| ${'column | '.repeat(12)}\n|${'---|'.repeat(12)}\n`,
      )
      for (const path of [address, '/c', '/c/new', `/c/${companionId}/edit`, '/account']) {
        await page.goto(path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        if (path === address) {
          await say(page, 'x'.repeat(300))
          await button(page, 'Try again').waitFor()
        }
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
        expect({ path, overflow }).toEqual({ path, overflow: 0 })
      }
      await button(page, 'Menu').click()
      await page.getByRole('dialog').getByRole('link', { name: 'All companions', exact: true }).click()
      await page.getByRole('heading', { name: 'Companions' }).waitFor()
      expect(await page.getByRole('dialog').count()).toBe(0)
    }
  })

  test('long unbroken words are wrapped where they are written, said and shown', async () => {
    const long = 'x'.repeat(180)
    const { companions, conversations } = account.client.api
    const companion = await unwrap(companions.post({ ...luna, name: 'N'.repeat(80), personality: long }))
    const { id } = await unwrap(conversations.post({ companionId: companion.id }))
    for (const width of [1280, 390, 320]) {
      await using visitor = await visit(browser, aura, { as: account, viewport: { width, height: 780 } })
      const { page } = visitor
      await page.goto(`/chat/${id}`)
      await page.locator('.box textarea').fill(long)
      const within = async (selector: string) => {
        const box = await page.locator(selector).last().boundingBox()
        expect({ selector, width, fits: box !== null && box.x >= 0 && box.x + box.width <= width }).toEqual({
          selector,
          width,
          fits: true,
        })
      }
      for (const selector of ['.box', '.box textarea', '.box .send', '.top', '.who']) await within(selector)
      await page.keyboard.press('Enter')
      await button(page, 'Try again').waitFor()
      for (const selector of ['.msg.me', '.msg.them', '.menu']) await within(selector)
      for (const path of [`/chat/${id}`, '/c', `/c/${companion.id}/edit`]) {
        await page.goto(path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        const overflow = await page.evaluate<number>(
          `Math.max(...['html', 'main', '.shell', '.log', '.foot', '.side'].map((selector) => {
            const element = document.querySelector(selector)
            return element ? element.scrollWidth - element.clientWidth : 0
          }))`,
        )
        expect({ path, width, overflow }).toEqual({ path, width, overflow: 0 })
      }
    }
  })

  test('a message that is too long is counted, not sent, and kept', async () => {
    const { address, conversationId } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    await composer(page).fill('x'.repeat(maxMessageLength - 5))
    await page.getByText('31,995 of 32,000 characters').waitFor()
    expect(await button(page, 'Send').isDisabled()).toBe(false)
    const text = 'x'.repeat(maxMessageLength + 7)
    await composer(page).fill(text)
    await page.getByText('7 characters too many: a message has at most 32,000.').waitFor()
    expect(await button(page, 'Send').isDisabled()).toBe(true)
    await composer(page).press('Enter')
    expect(await composer(page).inputValue()).toBe(text)
    const { messages } = await unwrap(account.client.api.conversations({ id: conversationId }).get())
    expect(messages.filter(({ role }) => role === 'user')).toEqual([])
  })

  test('a message too large for the model can be put back and copied, and stays where it is', async () => {
    const { address } = await newConversation(account)
    await using visitor = await visit(browser, aura, {
      as: account,
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    const { page } = visitor
    await page.goto(address)
    answers.add({ type: 'fail', error: { kind: 'context-too-large', message: 'It does not fit.' } })
    await say(page, 'A very long message')
    await page.getByRole('alert').getByText('It does not fit.').waitFor()
    await composer(page).fill('written since')
    await button(page, 'Put it back into the box').click()
    await page.waitForFunction(
      `document.querySelector('.box textarea').value === 'A very long message\\nwritten since'`,
    )
    await log(page).getByText('A very long message').waitFor()
    const own = log(page).locator('.entry', { has: page.locator('.msg.me') })
    await own.getByRole('button', { name: 'Copy' }).click()
    await own.getByRole('button', { name: 'Copied' }).waitFor()
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe('A very long message')
  })

  test('a companion without a name is refused at the name', async () => {
    await using visitor = await visit(browser, aura, { as: account, viewport: { width: 390, height: 500 } })
    const { page } = visitor
    await page.goto('/c/new?from=')
    await page.getByLabel('Name').fill('   ')
    await button(page, 'Create and say hello').click()
    const refusal = page.getByText('A companion needs a name.')
    await refusal.waitFor()
    expect(await page.evaluate<string>('document.activeElement.name')).toBe('name')
    expect(await page.getByLabel('Name').getAttribute('aria-invalid')).toBe('true')
    await page.getByLabel('Name').fill('Mira')
    await refusal.waitFor({ state: 'detached' })
  })

  test('right-to-left, the page is mirrored and each message keeps its own direction', async () => {
    const { address } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto(address)
    answers.say('مرحبا بك')
    await say(page, 'Hello')
    await log(page).getByText('مرحبا').waitFor()
    expect(
      await page.evaluate<string>(
        `getComputedStyle([...document.querySelectorAll('.msg.them .markdown p')].at(-1)).direction`,
      ),
    ).toBe('rtl')
    const left = async (selector: string) => (await page.locator(selector).last().boundingBox())?.x ?? 0
    expect(await left('.msg.me')).toBeGreaterThan(await left('.msg.them'))
    await page.evaluate(`document.documentElement.dir = 'rtl'`)
    expect(await left('.msg.me')).toBeLessThan(await left('.msg.them'))
    expect(await left('.side')).toBeGreaterThan(await left('.log'))
    const corners = await page.evaluate<string[]>(`(({ borderBottomLeftRadius, borderBottomRightRadius }) =>
      [borderBottomLeftRadius, borderBottomRightRadius])(getComputedStyle(document.querySelector('.msg.me')))`)
    expect(corners).toEqual(['6px', '18px'])
  })
})

describe('the model', () => {
  test('without one, the pages say what to do, and notice by themselves when it is there', async () => {
    const scripted = createScriptedRuntime(() => [{ type: 'say', text: 'I can speak.' }])
    const error = { kind: 'model-missing', message: 'There is no model yet.' } as const
    let health: RuntimeHealth | undefined = { state: 'no-model', error }
    const current = async () => health ?? scripted.health()
    const runtime = { ...scripted, health: current, start: current }
    await using aura = await startAura({ web: 'files', runtime })
    const account = await aura.signUp()
    const { address } = await newConversation(account)
    await using visitor = await visit(browser, aura, { as: account })
    const { page } = visitor
    await page.goto('/c')
    await page.getByText('aura models add FILE.gguf').waitFor()
    await page.getByText('You add one in two steps:').waitFor()
    await page.goto(address)
    await page.getByText('With several, choose which one: aura models use NAME').waitFor()
    await say(page, 'Anyone?')
    await log(page).getByText('Luna could not answer: there was no model.').waitFor()

    health = { state: 'failed', model: 'tiny', error: { kind: 'model-invalid', message: 'It is cut off.' } }
    await page.getByText('The model tiny does not load').waitFor()
    health = undefined
    await page.getByText('Model ready on this server').waitFor()
    await page.getByText('does not load').waitFor({ state: 'detached' })
    await log(page).getByRole('button', { name: 'Try again' }).click()
    await log(page).getByText('I can speak.').waitFor()
  })
})
