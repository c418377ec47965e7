import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { ScriptStep } from '../../models/scripted/scripted-runtime.ts'
import type { AuraUnderTest, SignedUp } from './start-aura.ts'

/** Someone with a browser of their own. */
export type Visitor = AsyncDisposable & {
  readonly page: Page
  readonly context: BrowserContext
  /** Addresses outside of the server that the browser asked for. */
  readonly foreignRequests: readonly string[]
  /** Exceptions of the page, and what its security policy refused. */
  readonly faults: readonly string[]
}

export type VisitOptions = BrowserContextOptions & {
  /** Comes signed in as this account. */
  readonly as?: SignedUp
}

export async function visit(
  browser: Browser,
  { origin }: Pick<AuraUnderTest, 'origin'>,
  { as, ...options }: VisitOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    baseURL: origin,
    ...options,
  })
  if (as)
    await context.addCookies([
      { name: 'aura_session', value: as.token, url: origin, httpOnly: true, sameSite: 'Lax' },
    ])
  const foreignRequests: string[] = []
  const faults: string[] = []
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (/^(https?|wss?):$/.test(url.protocol) && url.origin !== origin) foreignRequests.push(request.url())
  })
  context.on('weberror', (error) => faults.push(String(error.error())))
  context.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) faults.push(message.text())
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  return { page, context, foreignRequests, faults, [Symbol.asyncDispose]: () => context.close() }
}

/** Answers that a test lays out one by one; the runtime takes them in order. */
export type Answers = {
  readonly script: () => readonly ScriptStep[]
  readonly say: (text: string) => void
  /** Says the beginning and waits; the returned function lets it say the end. */
  readonly sayInTwo: (beginning: string, end: string) => () => void
  readonly add: (...steps: readonly ScriptStep[]) => void
}

export function createAnswers(): Answers {
  const waiting: (readonly ScriptStep[])[] = []
  const add = (...steps: readonly ScriptStep[]) => void waiting.push(steps)
  return {
    script: () => waiting.shift() ?? [{ type: 'say', text: 'Hello.' }],
    add,
    say: (text) => add({ type: 'say', text }),
    sayInTwo(beginning, end) {
      const gate = Promise.withResolvers<void>()
      const steps: ScriptStep[] = beginning ? [{ type: 'say', text: beginning }] : []
      add(...steps, { type: 'wait', until: gate.promise }, { type: 'say', text: end })
      return gate.resolve
    },
  }
}
