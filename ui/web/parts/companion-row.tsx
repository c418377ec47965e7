import type { JSX } from 'preact'
import type { CompanionJson } from '../../../core/http/client.ts'
import { plainText } from '../markdown/plain-text.ts'
import { useAura } from '../state/aura.ts'
import { firstSentence } from './first-sentence.ts'
import { Portrait } from './portrait.tsx'

type CompanionRowProps = {
  readonly companion: CompanionJson
  readonly isCurrent: boolean
  readonly onStart: (companionId: string) => void
}

/** A companion in the sidebar: leads to the latest conversation, or starts the first. */
export function CompanionRow({ companion, isCurrent, onStart }: CompanionRowProps): JSX.Element {
  const { conversations } = useAura()
  const latest = conversations.latestOf(companion.id)
  const content = (
    <>
      <Portrait id={companion.id} name={companion.name} size="small" />
      <span class="row-text">
        <b dir="auto">{companion.name}</b>
        <small dir="auto">
          {latest?.lastMessage ? plainText(latest.lastMessage.text) : firstSentence(companion.personality)}
        </small>
      </span>
    </>
  )
  return latest ? (
    <a class={`row${isCurrent ? ' current' : ''}`} href={`/chat/${latest.id}`}>
      {content}
    </a>
  ) : (
    <button type="button" class={`row${isCurrent ? ' current' : ''}`} onClick={() => onStart(companion.id)}>
      {content}
    </button>
  )
}
