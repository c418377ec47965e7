import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import type { CompanionJson } from '../../../core/http/client.ts'
import { formatDay } from '../../shared/format-time.ts'
import { useAura } from '../state/aura.ts'
import { useCalendar } from '../state/calendar.ts'
import { t } from '../strings.ts'
import { EndedTurnNote } from './ended-turn-note.tsx'
import { LiveMessage } from './live-message.tsx'
import { OutgoingMessage } from './outgoing-message.tsx'
import { lastOwnMessageId, shownItems } from './shown-items.ts'
import { StoredMessage } from './stored-message.tsx'
import type { Thread } from './thread.ts'
import type { ThreadStore } from './threads.ts'

type MessageLogProps = {
  readonly thread: ThreadStore
  readonly state: Thread
  readonly companion: CompanionJson
  /** A button that was pressed has gone: the focus needs another place. */
  readonly onDone: () => void
}

/** Everything that was said, and what is being said. */
export function MessageLog({ thread, state, companion, onDone }: MessageLogProps): JSX.Element {
  const { now } = useAura()
  const calendar = useCalendar()
  const { messages, live, ended, outgoing } = state
  const { timeZone } = calendar
  const items = useMemo(() => shownItems(messages, timeZone), [messages, timeZone])
  const ownId = lastOwnMessageId(messages)
  const canTryAgain =
    !live && !ended && !outgoing && ownId !== undefined && messages.at(-1)?.role === 'assistant'
  const isEmpty = messages.length === 0 && !outgoing && !live
  function tryAgain(userMessageId: string): void {
    void thread.tryAgain(userMessageId)
    onDone()
  }

  return (
    <>
      {isEmpty ? <p class="empty-log">{t('chat.empty', { name: companion.name })}</p> : null}
      {items.map((item) =>
        item.type === 'day' ? (
          <p class="day" key={item.key}>
            {formatDay(item.at, now(), calendar)}
          </p>
        ) : (
          <StoredMessage
            key={item.key}
            message={item.message}
            companion={companion}
            canTryAgain={canTryAgain && item.message === messages.at(-1)}
            onTryAgain={() => ownId && tryAgain(ownId)}
          />
        ),
      )}
      {live ? <LiveMessage live={live} companion={companion} isRejoining={thread.isRejoining.value} /> : null}
      {ended ? (
        <EndedTurnNote
          ended={ended}
          companion={companion}
          onTryAgain={() => tryAgain(ended.userMessageId)}
          onPutBack={() => {
            thread.putBack(ended.userMessageId)
            onDone()
          }}
        />
      ) : null}
      {outgoing ? (
        <OutgoingMessage
          outgoing={outgoing}
          name={companion.name}
          onSendAgain={() => {
            void thread.sendAgain()
            onDone()
          }}
          onDiscard={() => {
            thread.discardOutgoing()
            onDone()
          }}
        />
      ) : null}
    </>
  )
}
