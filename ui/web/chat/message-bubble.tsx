import { Component, type ComponentChildren, type JSX } from 'preact'
import type { CompanionJson, MessageJson } from '../../../core/http/client.ts'
import { Markdown } from '../markdown/markdown.tsx'
import { t } from '../strings.ts'

const labels = { code: t('markdown.code'), table: t('markdown.table') }

type BubbleProps = {
  readonly from: 'me' | 'them'
  /** Who speaks, for those who do not see the sides. */
  readonly speaker: string
  readonly className?: string
  readonly children: ComponentChildren
}

export function Bubble({ from, speaker, className = '', children }: BubbleProps): JSX.Element {
  return (
    <div class={`msg ${from} ${className}`}>
      <span class="sr-only">{speaker}</span>
      {children}
    </div>
  )
}

/** One's own words, as they were typed. */
export function OwnText({ text }: { readonly text: string }): JSX.Element {
  return (
    <p class="as-written" dir="auto">
      {text}
    </p>
  )
}

type CompanionTextProps = {
  readonly text: string
  readonly language: string
  readonly isStreaming: boolean
}

/** A companion's words, in the companion's language. */
export function CompanionText({ text, language, isStreaming }: CompanionTextProps): JSX.Element {
  return (
    <div lang={language} dir="auto">
      <Markdown text={text} isStreaming={isStreaming} labels={labels} />
    </div>
  )
}

type StoredMessageProps = {
  readonly message: MessageJson
  readonly companion: CompanionJson
}

/** A message that is stored: drawn again only when it is another one or its companion changes. */
export class StoredMessage extends Component<StoredMessageProps> {
  override shouldComponentUpdate(next: StoredMessageProps): boolean {
    const { message, companion } = this.props
    return (
      next.message.id !== message.id || next.message.text !== message.text || next.companion !== companion
    )
  }

  override render(): JSX.Element {
    const { message, companion } = this.props
    return message.role === 'user' ? (
      <Bubble from="me" speaker={t('chat.youSaid')}>
        <OwnText text={message.text} />
      </Bubble>
    ) : (
      <Bubble from="them" speaker={t('chat.theySaid', { name: companion.name })}>
        <CompanionText text={message.text} language={companion.language} isStreaming={false} />
      </Bubble>
    )
  }
}
