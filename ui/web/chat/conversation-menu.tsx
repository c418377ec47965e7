import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useLocation } from 'preact-iso/router'
import type { CompanionJson } from '../../../core/http/client.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { Icon } from '../parts/icon.tsx'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'

type ConversationMenuProps = {
  readonly companion: CompanionJson
  readonly conversationId: string
  readonly onStart: (companionId: string) => void
}

/** What can be done with the conversation and its companion. */
export function ConversationMenu({ companion, conversationId, onStart }: ConversationMenuProps): JSX.Element {
  const { conversations, threads } = useAura()
  const { route } = useLocation()
  const [isOpen, setOpen] = useState(false)
  const [isDeleting, setDeleting] = useState(false)
  const menu = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  useLayoutEffect(() => {
    if (!isOpen) return
    const onPointer = (event: PointerEvent) => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) setOpen(false)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      setOpen(false)
      button.current?.focus()
    }
    addEventListener('pointerdown', onPointer)
    addEventListener('keydown', onKey, { capture: true })
    return () => {
      removeEventListener('pointerdown', onPointer)
      removeEventListener('keydown', onKey, { capture: true })
    }
  }, [isOpen])

  async function remove(): Promise<void> {
    await conversations.remove(conversationId)
    threads.forget(conversationId)
    const next = conversations.latestOf(companion.id)
    route(next ? `/chat/${next.id}` : '/c', true)
  }

  return (
    <div class="menu" ref={menu}>
      <button
        ref={button}
        type="button"
        class="button quiet icon-only"
        aria-label={t('menu.label')}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="more" />
      </button>
      {isOpen ? (
        // biome-ignore lint/a11y/useKeyWithClickEvents: closes after a button or link inside was used
        // biome-ignore lint/a11y/noStaticElementInteractions: as above
        <div class="menu-panel" onClick={() => setOpen(false)}>
          <button type="button" onClick={() => onStart(companion.id)}>
            <Icon name="plus" />
            {t('nav.newConversation')}
          </button>
          <a href={`/c/${companion.id}/edit`}>
            <Icon name="edit" />
            {t('companions.edit', { name: companion.name })}
          </a>
          <button type="button" onClick={() => setDeleting(true)}>
            <Icon name="remove" />
            {t('menu.deleteConversation')}
          </button>
        </div>
      ) : null}
      {isDeleting ? (
        <ConfirmDialog
          title={t('deleteConversation.title')}
          confirmLabel={t('deleteConversation.confirm')}
          onConfirm={remove}
          onClose={() => setDeleting(false)}
        >
          <p>{t('deleteConversation.text', { name: companion.name })}</p>
          <p>
            <strong>{t('deleteCompanion.forever')}</strong>
          </p>
        </ConfirmDialog>
      ) : null}
    </div>
  )
}
