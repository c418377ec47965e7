import type { ComponentChildren, JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useAura } from '../state/aura.ts'
import { poll } from '../state/poll.ts'
import { t } from '../strings.ts'
import { Sidebar } from './sidebar.tsx'
import { SignedIn } from './signed-in.tsx'

/** How often lists are looked at again, in ms: other tabs and devices change them too. */
const listIntervalMs = 5000
/** The same for what changes seldom. */
const slowIntervalMs = 60_000

type ShellProps = {
  /** The companion and conversation that the page shows, for the sidebar. */
  readonly companionId?: string | undefined
  readonly conversationId?: string | undefined
  readonly children: ComponentChildren
}

/** The frame of every page for someone signed in: the sidebar, and the page beside it. */
export function Shell(props: ShellProps): JSX.Element {
  return (
    <SignedIn>
      <Frame {...props} />
    </SignedIn>
  )
}

function Frame({ companionId, conversationId, children }: ShellProps): JSX.Element {
  const { companions, conversations, model } = useAura()
  const isModelReady = model.health.value?.state === 'ready'
  useEffect(() => poll(conversations.load, listIntervalMs), [conversations])
  useEffect(() => poll(companions.load, slowIntervalMs), [companions])
  useEffect(() => poll(model.load, isModelReady ? slowIntervalMs : listIntervalMs), [isModelReady, model])
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <div class="side">
        <Sidebar companionId={companionId} conversationId={conversationId} />
      </div>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}
