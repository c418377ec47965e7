import { Component, type ComponentChild } from 'preact'
import { useRef } from 'preact/hooks'
import { type Block, type Blocks, blocksOf, noBlocks } from './blocks.ts'
import { type MarkdownLabels, renderToken } from './render-token.tsx'

type MarkdownProps = {
  readonly text: string
  /** Marks that are still open are shown as if they were closed. */
  readonly isStreaming: boolean
  readonly labels: MarkdownLabels
}

/** A text in Markdown. While it grows, only its last block is parsed and drawn again. */
export function Markdown({ text, isStreaming, labels }: MarkdownProps): ComponentChild {
  const blocks = useRef<Blocks>(noBlocks)
  blocks.current = blocksOf(text, blocks.current, isStreaming)
  const { settled, tail } = blocks.current
  return (
    <div class="markdown">
      {[...settled, ...tail].map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks only ever come at the end
        <MarkdownBlock key={index} block={block} labels={labels} />
      ))}
    </div>
  )
}

/** Drawn again only when its text changes. */
class MarkdownBlock extends Component<{ readonly block: Block; readonly labels: MarkdownLabels }> {
  override shouldComponentUpdate(next: { readonly block: Block }): boolean {
    return next.block.raw !== this.props.block.raw
  }

  override render(): ComponentChild {
    return renderToken(this.props.block.token, this.props.labels)
  }
}
