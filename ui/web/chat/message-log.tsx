import type { JSX } from 'preact'
import type { CompanionJson } from '../../../core/http/client.ts'
import { formatDay } from '../../shared/format-time.ts'
import { useAura } from '../state/aura.ts'
import { useCalendar } from '../state/calendar.ts'
import { t } from '../strings.ts'
import { EndedTurnNote } from './ended-turn-note.tsx'
import { LiveMessage } from './live-message.tsx'
import { StoredMessage } from './message-bubble.tsx'
import { MessageTools } from './message-tools.tsx'
import { OutgoingMessage } from './outgoing-message.tsx'
import { lastOwnMessageId, shownItems } from './shown-items.ts'
import type { Thread } from './thread.ts'
import type { ThreadStore } from './threads.ts'

type MessageLogProps = {
  readonly thread: ThreadStore
  readonly state: Thread
  readonly companion: CompanionJson
  readonly onDiscard: () => void
}

/** Everything that was said, and what is being said. */
export function MessageLog({ thread, state, companion, onDiscard }: MessageLogProps): JSX.Element {
  const { now } = useAura()
  const calendar = useCalendar()
  const { messages, live, ended, outgoing } = state
  const ownId = lastOwnMessageId(messages)
  const canTryAgain =
    !live && !ended && !outgoing && ownId !== undefined && messages.at(-1)?.role === 'assistant'
  const isEmpty = messages.length === 0 && !outgoing && !live
  return (
    <>
      {isEmpty ? <p class="empty-log">{t('chat.empty', { name: companion.name })}</p> : null}
      {shownItems(messages, calendar.timeZone).map((item) => {
        if (item.type === 'day')
          return (
            <p class="day" key={item.key}>
              {formatDay(item.at, now(), calendar)}
            </p>
          )
        const { message } = item
        const isLast = message === messages.at(-1)
        return (
          <div class="entry" key={item.key}>
            <StoredMessage message={message} companion={companion} />
            {message.role === 'assistant' ? (
              <MessageTools
                message={message}
                onTryAgain={isLast && canTryAgain && ownId ? () => void thread.tryAgain(ownId) : undefined}
              />
            ) : null}
          </div>
        )
      })}
      {live ? <LiveMessage live={live} companion={companion} isRejoining={thread.isRejoining.value} /> : null}
      {ended ? (
        <EndedTurnNote
          ended={ended}
          companion={companion}
          onTryAgain={() => void thread.tryAgain(ended.userMessageId)}
        />
      ) : null}
      {outgoing ? (
        <OutgoingMessage
          outgoing={outgoing}
          name={companion.name}
          onSendAgain={() => void thread.sendAgain()}
          onDiscard={() => {
            thread.discardOutgoing()
            onDiscard()
          }}
        />
      ) : null}
    </>
  )
}
