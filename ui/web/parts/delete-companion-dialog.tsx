import type { JSX } from 'preact'
import type { CompanionJson } from '../../../core/http/client.ts'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'

type DeleteCompanionDialogProps = {
  readonly companion: CompanionJson
  readonly onClose: () => void
  readonly onDeleted?: () => void
}

/** Names what is deleted with a companion, then deletes it. */
export function DeleteCompanionDialog(props: DeleteCompanionDialogProps): JSX.Element {
  const { companion, onClose, onDeleted } = props
  const { companions, conversations, threads } = useAura()
  const list = conversations.list.value
  const going = list.type === 'ready' ? list.value.filter((one) => one.companionId === companion.id) : []

  async function remove(): Promise<void> {
    await companions.remove(companion.id)
    for (const { id } of going) threads.forget(id)
    void conversations.load()
    onClose()
    onDeleted?.()
  }

  return (
    <ConfirmDialog
      title={t('deleteCompanion.title', { name: companion.name })}
      confirmLabel={t('deleteCompanion.confirm', { name: companion.name })}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>{t('deleteCompanion.text')}</p>
      <ul>
        <li>{t('deleteCompanion.self', { name: companion.name })}</li>
        <li>
          {going.length === 0
            ? t('deleteCompanion.noConversations')
            : t('deleteCompanion.conversations', { count: going.length })}
        </li>
      </ul>
      <p>
        <strong>{t('deleteCompanion.forever')}</strong>
      </p>
    </ConfirmDialog>
  )
}
