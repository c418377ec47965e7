import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import { t } from '../strings.ts'
import { Dialog } from './dialog.tsx'
import { Icon } from './icon.tsx'
import { Sidebar } from './sidebar.tsx'

type TopBarProps = {
  readonly companionId?: string | undefined
  readonly conversationId?: string | undefined
  /** Nothing but the way to the sidebar: not drawn where that is in sight. */
  readonly isBare?: boolean
  readonly children?: ComponentChildren
}

/** The head of a page. On a narrow screen it opens the sidebar. */
export function TopBar({ companionId, conversationId, isBare, children }: TopBarProps): JSX.Element {
  const [isOpen, setOpen] = useState(false)
  return (
    <header class={isBare ? 'top bare' : 'top'}>
      <button
        type="button"
        class="button quiet icon-only narrow-only"
        aria-label={t('nav.menu')}
        onClick={() => setOpen(true)}
      >
        <Icon name="menu" />
      </button>
      {children}
      {isOpen ? (
        <Dialog kind="drawer" title={t('nav.menu')} onClose={() => setOpen(false)}>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: closes after a link or button inside was used */}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
          <div
            class="side in-drawer"
            onClick={(event) => {
              if ((event.target as Element).closest('a, button')) setOpen(false)
            }}
          >
            <button type="button" class="button quiet icon-only drawer-close" aria-label={t('nav.closeMenu')}>
              <Icon name="close" />
            </button>
            <Sidebar companionId={companionId} conversationId={conversationId} />
          </div>
        </Dialog>
      ) : null}
    </header>
  )
}
