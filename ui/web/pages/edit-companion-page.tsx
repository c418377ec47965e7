import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useLocation, useRoute } from 'preact-iso/router'
import type { CompanionFields } from '../../../core/http/client.ts'
import { CompanionForm } from '../parts/companion-form.tsx'
import { DeleteCompanionDialog } from '../parts/delete-companion-dialog.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { NotHere } from '../parts/not-here.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Shell } from '../parts/shell.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { Waiting } from '../parts/waiting.tsx'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'

export function EditCompanionPage(): JSX.Element {
  const { params } = useRoute()
  const id = params.id ?? ''
  return (
    <Shell companionId={id}>
      <Edit key={id} id={id} />
    </Shell>
  )
}

function Edit({ id }: { readonly id: string }): JSX.Element {
  const { companions, conversations } = useAura()
  const { route } = useLocation()
  const [isDeleting, setDeleting] = useState(false)
  const list = companions.list.value
  if (list.type === 'loading') return <Waiting />
  if (list.type === 'failed') return <ErrorNote error={list.error} />
  const companion = companions.find(id)
  if (!companion) return <NotHere title={t('editCompanion.goneTitle')} text={t('editCompanion.goneText')} />

  const latest = conversations.latestOf(id)
  const back = latest ? `/chat/${latest.id}` : '/c'
  async function save(fields: CompanionFields): Promise<void> {
    await companions.edit(id, fields)
    route(back)
  }

  return (
    <>
      <TopBar companionId={id}>
        <PageTitle title={t('editCompanion.title', { name: companion.name })}>
          {t('editCompanion.title', { name: companion.name })}
        </PageTitle>
        <button type="button" class="button quiet push" onClick={() => setDeleting(true)}>
          {t('editCompanion.delete')}
        </button>
      </TopBar>
      <div class="page">
        <CompanionForm
          initial={companion}
          portraitId={companion.id}
          submitLabel={t('editCompanion.submit')}
          cancelAddress={back}
          onSubmit={save}
        />
      </div>
      {isDeleting ? (
        <DeleteCompanionDialog
          companion={companion}
          onClose={() => setDeleting(false)}
          onDeleted={() => route('/c', true)}
        />
      ) : null}
    </>
  )
}
