import type { ComponentChildren, JSX } from 'preact'
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
