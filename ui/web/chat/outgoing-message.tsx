import type { JSX } from 'preact'
import { t } from '../strings.ts'
import { CopyButton } from './copy-button.tsx'
import { Bubble, OwnText } from './message-bubble.tsx'
import type { Outgoing } from './thread.ts'

type OutgoingMessageProps = {
  readonly outgoing: Outgoing
  readonly name: string
  readonly onSendAgain: () => void
  readonly onDiscard: () => void
}

/** A message that the server has not taken yet. */
export function OutgoingMessage({
  outgoing,
  name,
  onSendAgain,
  onDiscard,
}: OutgoingMessageProps): JSX.Element {
  return (
    <>
      <Bubble from="me" speaker={t('chat.youSaid')} className={outgoing.state}>
        <OwnText text={outgoing.text} />
      </Bubble>
      {outgoing.state === 'failed' ? (
        <div class="tools mine" role="alert">
          <span class="not-sent">
            <strong>{t('chat.notSent')}</strong> {outgoing.error.message} {outgoing.error.why ?? ''}
          </span>
          <button type="button" onClick={onSendAgain}>
            {t('chat.sendAgain')}
          </button>
          <button type="button" onClick={onDiscard}>
            {t('chat.backToDraft')}
          </button>
          <CopyButton text={outgoing.text} />
        </div>
      ) : (
        <p class="tools mine">
          {outgoing.state === 'waiting' ? t('chat.waiting', { name }) : t('chat.sending')}
        </p>
      )}
    </>
  )
}
