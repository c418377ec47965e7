import type { JSX } from 'preact'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'
import { Brand } from './brand.tsx'
import { CompanionRow } from './companion-row.tsx'
import { ConversationRows } from './conversation-rows.tsx'
import { ErrorNote } from './error-note.tsx'
import { Icon } from './icon.tsx'
import { ModelLine } from './model-line.tsx'
import { useStartConversation } from './start-conversation.ts'

type SidebarProps = {
  readonly companionId: string | undefined
  readonly conversationId: string | undefined
}

/** Companions, the conversations of the one that is shown, and the way to everything else. */
export function Sidebar({ companionId, conversationId }: SidebarProps): JSX.Element {
  const { companions, session } = useAura()
  const { start, error } = useStartConversation()
  const list = companions.list.value
  const state = session.state.value
  return (
    <>
      <nav class="rows" aria-label={t('nav.companions')}>
        <a class="brand-link" href="/c" aria-label={t('nav.home')}>
          <Brand />
        </a>
        <ul>
          {(list.type === 'ready' ? list.value : []).map((companion) => (
            <li key={companion.id}>
              <CompanionRow companion={companion} isCurrent={companion.id === companionId} onStart={start} />
              {companion.id === companionId ? (
                <ConversationRows companion={companion} conversationId={conversationId} onStart={start} />
              ) : null}
            </li>
          ))}
          <li>
            <a class="row" href="/c/new">
              <span class="portrait small empty" aria-hidden="true">
                <Icon name="plus" />
              </span>
              <b>{t('nav.newCompanion')}</b>
            </a>
          </li>
        </ul>
        {error ? <ErrorNote error={error} /> : null}
      </nav>
      <nav class="side-foot" aria-label={t('nav.more')}>
        <ModelLine />
        <a class="row plain" href="/c">
          <Icon name="people" />
          {t('nav.allCompanions')}
        </a>
        <a class="row plain" href="/account">
          <Icon name="person" />
          <span class="clip" dir="auto">
            {state.type === 'signed-in' ? state.user.name : t('nav.account')}
          </span>
          <span class="sr-only">{t('nav.accountOf')}</span>
        </a>
      </nav>
    </>
  )
}
