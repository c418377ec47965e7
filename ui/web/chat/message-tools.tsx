import type { JSX } from 'preact'
import type { MessageJson } from '../../../core/http/client.ts'
import { formatTimeOfDay } from '../../shared/format-time.ts'
import { formatUsage } from '../../shared/format-usage.ts'
import { Icon } from '../parts/icon.tsx'
import { useCalendar } from '../state/calendar.ts'
import { t } from '../strings.ts'
import { CopyButton } from './copy-button.tsx'

type MessageToolsProps = {
  readonly message: MessageJson
  /** Given where another reply can be asked for. */
  readonly onTryAgain?: (() => void) | undefined
}

/** What can be done with a reply, and what it took to make it. */
export function MessageTools({ message, onTryAgain }: MessageToolsProps): JSX.Element {
  const calendar = useCalendar()
  const facts = [
    formatTimeOfDay(message.createdAt, calendar),
    ...(message.finishReason === 'aborted' ? [t('chat.wasStopped')] : []),
    ...(message.finishReason === 'length' ? [t('chat.wasCut')] : []),
    ...(message.usage ? formatUsage(message.usage, t) : []),
  ]

  return (
    <div class="tools">
      <CopyButton text={message.text} />
      {onTryAgain ? (
        <button type="button" onClick={onTryAgain}>
          <Icon name="again" />
          {t('chat.tryAgain')}
        </button>
      ) : null}
      <span class="usage">{facts.join(' · ')}</span>
    </div>
  )
}

/** What can be done with one's own message. */
export function OwnMessageTools({ message }: { readonly message: MessageJson }): JSX.Element {
  const calendar = useCalendar()
  return (
    <div class="tools own">
      <CopyButton text={message.text} />
      <span class="usage">{formatTimeOfDay(message.createdAt, calendar)}</span>
    </div>
  )
}
