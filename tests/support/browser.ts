import { type Browser, chromium } from 'playwright-core'

/** Debian's chromium, told to talk to no one but the page. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.AURA_TEST_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
