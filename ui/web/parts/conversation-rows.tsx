import type { JSX } from 'preact'
import type { CompanionJson, ConversationListItemJson } from '../../../core/http/client.ts'
import { formatDay, formatTimeOfDay } from '../../shared/format-time.ts'
import { plainText } from '../markdown/plain-text.ts'
import { useAura } from '../state/aura.ts'
import { useCalendar } from '../state/calendar.ts'
import { t } from '../strings.ts'
import { Icon } from './icon.tsx'

type ConversationRowsProps = {
  readonly companion: CompanionJson
  readonly conversationId: string | undefined
  readonly onStart: (companionId: string) => void
}

/** The conversations with one companion, newest first, and a way to start another. */
export function ConversationRows({ companion, conversationId, onStart }: ConversationRowsProps): JSX.Element {
  const { conversations } = useAura()
  const list = conversations.list.value
  const ofCompanion =
    list.type === 'ready' ? list.value.filter(({ companionId }) => companionId === companion.id) : []
  // The row of the companion leads to the only one already.
  const shown = ofCompanion.length > 1 ? ofCompanion : []
  return (
    <ul class="sub-rows" aria-label={t('nav.conversationsWith', { name: companion.name })}>
      {shown.map((conversation) => (
        <li key={conversation.id}>
          <ConversationRow conversation={conversation} isCurrent={conversation.id === conversationId} />
        </li>
      ))}
      <li>
        <button type="button" class="sub-row" onClick={() => onStart(companion.id)}>
          <Icon name="plus" />
          {t('nav.newConversation')}
        </button>
      </li>
    </ul>
  )
}

type ConversationRowProps = {
  readonly conversation: ConversationListItemJson
  readonly isCurrent: boolean
}

function ConversationRow({ conversation, isCurrent }: ConversationRowProps): JSX.Element {
  const { now } = useAura()
  const calendar = useCalendar()
  const day = formatDay(conversation.updatedAt, now(), calendar)
  const time = formatTimeOfDay(conversation.updatedAt, calendar)
  return (
    <a class="sub-row" href={`/chat/${conversation.id}`} aria-current={isCurrent ? 'page' : undefined}>
      <span class="row-text">
        <span dir="auto">
          {conversation.lastMessage ? plainText(conversation.lastMessage.text) : t('nav.emptyConversation')}
        </span>
        <small>{t('nav.when', { day, time })}</small>
      </span>
    </a>
  )
}
