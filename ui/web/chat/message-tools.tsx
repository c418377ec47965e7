import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { MessageJson } from '../../../core/http/client.ts'
import { formatTimeOfDay } from '../../shared/format-time.ts'
import { formatUsage } from '../../shared/format-usage.ts'
import { Icon } from '../parts/icon.tsx'
import { useCalendar } from '../state/calendar.ts'
import { t } from '../strings.ts'
import { copyText } from './copy-text.ts'

type MessageToolsProps = {
  readonly message: MessageJson
  /** Given where another reply can be asked for. */
  readonly onTryAgain?: (() => void) | undefined
}

/** What can be done with a reply, and what it took to make it. */
export function MessageTools({ message, onTryAgain }: MessageToolsProps): JSX.Element {
  const calendar = useCalendar()
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no')
  const facts = [
    formatTimeOfDay(message.createdAt, calendar),
    ...(message.finishReason === 'aborted' ? [t('chat.wasStopped')] : []),
    ...(message.finishReason === 'length' ? [t('chat.wasCut')] : []),
    ...(message.usage ? formatUsage(message.usage, t) : []),
  ]

  async function copy(): Promise<void> {
    setCopied((await copyText(message.text)) ? 'yes' : 'refused')
  }

  return (
    <div class="tools">
      <button type="button" onClick={copy} onBlur={() => setCopied('no')}>
        <Icon name={copied === 'yes' ? 'check' : 'copy'} />
        {copied === 'yes' ? t('chat.copied') : copied === 'refused' ? t('chat.copyRefused') : t('chat.copy')}
      </button>
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
