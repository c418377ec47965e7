import type { JSX } from 'preact'
import { useLocation } from 'preact-iso/router'
import type { CompanionFields } from '../../../core/http/client.ts'
import { starterCompanions } from '../../shared/starter-companions.ts'
import { CompanionForm } from '../parts/companion-form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Shell } from '../parts/shell.tsx'
import { StarterCards } from '../parts/starter-cards.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'

const nothing: CompanionFields = { name: '', personality: '', greeting: '', language: 'en' }

/** Chooses what to start from (`?from=`), then makes the companion and begins to talk. */
export function NewCompanionPage(): JSX.Element {
  const { companions, conversations } = useAura()
  const { query, route } = useLocation()
  const starter = starterCompanions.find(({ name }) => name === query.from)

  async function create(fields: CompanionFields): Promise<void> {
    const companion = await companions.create(fields)
    route(`/chat/${await conversations.start(companion.id)}`, true)
  }

  return (
    <Shell>
      <TopBar>
        <PageTitle title={t('newCompanion.title')}>{t('newCompanion.title')}</PageTitle>
      </TopBar>
      <div class="page">
        {query.from === undefined ? (
          <>
            <p class="lead">{t('newCompanion.lead')}</p>
            <StarterCards />
          </>
        ) : (
          <CompanionForm
            key={query.from}
            initial={starter ?? nothing}
            portraitId={starter?.name ?? 'new'}
            submitLabel={t('newCompanion.submit')}
            cancelAddress="/c/new"
            onSubmit={create}
          />
        )}
      </div>
    </Shell>
  )
}
