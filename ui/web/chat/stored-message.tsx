import { Component, type JSX } from 'preact'
import type { CompanionJson, MessageJson } from '../../../core/http/client.ts'
import { t } from '../strings.ts'
import { Bubble, CompanionText, OwnText } from './message-bubble.tsx'
import { MessageTools, OwnMessageTools } from './message-tools.tsx'

type StoredMessageProps = {
  readonly message: MessageJson
  readonly companion: CompanionJson
  /** Whether another reply can be asked for here. */
  readonly canTryAgain: boolean
  readonly onTryAgain: () => void
}

/** A message that is stored. A reply that grows below it is no reason to draw it again. */
export class StoredMessage extends Component<StoredMessageProps> {
  override shouldComponentUpdate(next: StoredMessageProps): boolean {
    const { message, companion, canTryAgain } = this.props
    return next.message !== message || next.companion !== companion || next.canTryAgain !== canTryAgain
  }

  override render(): JSX.Element {
    const { message, companion, canTryAgain, onTryAgain } = this.props
    if (message.role === 'user')
      return (
        <div class="entry">
          <Bubble from="me" speaker={t('chat.youSaid')}>
            <OwnText text={message.text} />
          </Bubble>
          <OwnMessageTools message={message} />
        </div>
      )
    return (
      <div class="entry">
        <Bubble from="them" speaker={t('chat.theySaid', { name: companion.name })}>
          <CompanionText text={message.text} language={companion.language} isStreaming={false} />
        </Bubble>
        <MessageTools message={message} onTryAgain={canTryAgain ? onTryAgain : undefined} />
      </div>
    )
  }
}
