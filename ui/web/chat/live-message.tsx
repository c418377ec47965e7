import type { JSX } from 'preact'
import type { CompanionJson } from '../../../core/http/client.ts'
import { Portrait } from '../parts/portrait.tsx'
import { t } from '../strings.ts'
import { Bubble, CompanionText } from './message-bubble.tsx'
import type { LiveReply } from './thread.ts'

type LiveMessageProps = {
  readonly live: LiveReply
  readonly companion: CompanionJson
  readonly isRejoining: boolean
}

/** The reply while it is being made. */
export function LiveMessage({ live, companion, isRejoining }: LiveMessageProps): JSX.Element {
  const { name } = companion
  const state = isRejoining ? t('chat.rejoining') : live.text ? undefined : thinkingText(live, name)
  return (
    <>
      {live.text ? (
        <Bubble from="them" speaker={t('chat.theySay', { name })} className="live">
          <CompanionText text={live.text} language={companion.language} isStreaming />
        </Bubble>
      ) : null}
      {state ? (
        <p class="thinking-line">
          <Portrait id={companion.id} name={name} size="tiny" isThinking />
          {state}
        </p>
      ) : null}
    </>
  )
}

/** What is shown until the first word. */
export function thinkingText(live: LiveReply, name: string): string {
  return live.queuePosition
    ? t('chat.thinkingQueued', { name, count: live.queuePosition })
    : t('chat.thinking', { name })
}
