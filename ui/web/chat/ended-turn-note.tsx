import type { JSX } from 'preact'
import type { CompanionJson, ShownError } from '../../../core/http/client.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import { t } from '../strings.ts'
import { Bubble, CompanionText } from './message-bubble.tsx'
import type { EndedTurn } from './thread.ts'

type EndedTurnNoteProps = {
  readonly ended: EndedTurn
  readonly companion: CompanionJson
  readonly onTryAgain: () => void
}

/** A reply that did not come to be: what was said of it, why it ended, and the way on. */
export function EndedTurnNote({ ended, companion, onTryAgain }: EndedTurnNoteProps): JSX.Element {
  return (
    <>
      {ended.partialText ? (
        <Bubble from="them" speaker={t('chat.theySaid', { name: companion.name })} className="partial">
          <CompanionText text={ended.partialText} language={companion.language} isStreaming={false} />
        </Bubble>
      ) : null}
      <ErrorNote error={ended.error ?? errorOf(ended.status)}>
        <button type="button" class="button" onClick={onTryAgain}>
          {t('chat.tryAgain')}
        </button>
      </ErrorNote>
    </>
  )
}

function errorOf(status: EndedTurn['status']): ShownError {
  switch (status) {
    case 'stopped':
      return { kind: 'interrupted', message: t('chat.stoppedEarly') }
    case 'interrupted':
      return { kind: 'interrupted', message: t('chat.interrupted') }
    case 'failed':
      return { kind: 'unavailable', message: t('chat.failed') }
    default:
      return status satisfies never
  }
}
