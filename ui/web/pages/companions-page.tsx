import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { CompanionJson } from '../../../core/http/client.ts'
import { CompanionCard } from '../parts/companion-card.tsx'
import { DeleteCompanionDialog } from '../parts/delete-companion-dialog.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { Icon } from '../parts/icon.tsx'
import { ModelNotice } from '../parts/model-notice.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Shell } from '../parts/shell.tsx'
import { StarterCards } from '../parts/starter-cards.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'

export function CompanionsPage(): JSX.Element {
  return (
    <Shell>
      <Companions />
    </Shell>
  )
}

function Companions(): JSX.Element {
  const { companions } = useAura()
  const list = companions.list.value
  const isEmpty = list.type === 'ready' && list.value.length === 0
  const title = isEmpty ? t('companions.emptyTitle') : t('companions.title')
  return (
    <>
      <TopBar>
        <PageTitle title={t('companions.title')}>{title}</PageTitle>
        {isEmpty ? null : (
          <a class="button primary push" href="/c/new">
            <Icon name="plus" />
            {t('companions.new')}
          </a>
        )}
      </TopBar>
      <div class="page wide-page">
        <ModelNotice />
        {list.type === 'failed' ? (
          <ErrorNote error={list.error}>
            <button type="button" class="button" onClick={companions.load}>
              {t('error.tryAgain')}
            </button>
          </ErrorNote>
        ) : null}
        {list.type === 'loading' ? <SkeletonCards /> : null}
        {isEmpty ? (
          <>
            <p class="lead">{t('companions.emptyText')}</p>
            <StarterCards />
          </>
        ) : null}
        {list.type === 'ready' && !isEmpty ? <Gallery companions={list.value} /> : null}
      </div>
    </>
  )
}

function Gallery({ companions }: { readonly companions: readonly CompanionJson[] }): JSX.Element {
  const [leaving, setLeaving] = useState<CompanionJson>()
  return (
    <>
      <ul class="cards">
        {companions.map((companion) => (
          <li key={companion.id}>
            <CompanionCard companion={companion} onDelete={() => setLeaving(companion)} />
          </li>
        ))}
      </ul>
      {leaving ? <DeleteCompanionDialog companion={leaving} onClose={() => setLeaving(undefined)} /> : null}
    </>
  )
}

function SkeletonCards(): JSX.Element {
  return (
    <div class="cards" role="status">
      <span class="sr-only">{t('loading')}</span>
      {['a', 'b', 'c'].map((key) => (
        <div key={key} class="card skeleton" aria-hidden="true" />
      ))}
    </div>
  )
}
