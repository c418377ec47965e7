import type { ComponentChildren, JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { ShownError } from '../../../core/http/client.ts'
import { asShown } from '../state/loadable.ts'
import { t } from '../strings.ts'
import { Dialog } from './dialog.tsx'
import { ErrorNote } from './error-note.tsx'

type ConfirmDialogProps = {
  readonly title: string
  readonly confirmLabel: string
  readonly onConfirm: () => Promise<void>
  readonly onClose: () => void
  /** What goes with it. */
  readonly children: ComponentChildren
}

/** Asks before something is deleted. Stays open, with the reason, when that fails. */
export function ConfirmDialog(props: ConfirmDialogProps): JSX.Element {
  const { title, confirmLabel, onConfirm, onClose, children } = props
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ShownError>()

  async function confirm(): Promise<void> {
    setBusy(true)
    setError(undefined)
    try {
      await onConfirm()
    } catch (thrown) {
      setError(asShown(thrown))
      setBusy(false)
    }
  }

  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {error ? <ErrorNote error={error} /> : null}
      <div class="actions end">
        <button type="button" class="button" onClick={onClose}>
          {t('confirm.cancel')}
        </button>
        <button type="button" class="button danger" disabled={isBusy} onClick={confirm}>
          {isBusy ? t('confirm.busy') : confirmLabel}
        </button>
      </div>
    </Dialog>
  )
}
