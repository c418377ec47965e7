import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'

type DialogProps = {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
  /** `drawer` stands at the side of the page. */
  readonly kind?: 'question' | 'drawer'
}

/** A modal dialog, open as long as it is drawn. Esc and a click beside it close it. */
export function Dialog({ title, onClose, children, kind = 'question' }: DialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    if (element && !element.open) element.showModal()
    return () => element?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc does the same, by the dialog itself
    <dialog
      ref={dialog}
      class={kind}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose()
      }}
    >
      <div class="dialog-body">
        <h2 id={titleId} class={kind === 'drawer' ? 'sr-only' : undefined}>
          {title}
        </h2>
        {children}
      </div>
    </dialog>
  )
}
