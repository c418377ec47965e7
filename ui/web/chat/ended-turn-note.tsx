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
  /** Moves the text that was not answered to where one writes. */
  readonly onPutBack: () => void
}

/** A reply that did not come to be: what was said of it, why it ended, and the way on. */
export function EndedTurnNote({ ended, companion, onTryAgain, onPutBack }: EndedTurnNoteProps): JSX.Element {
  const calmText = calmTextOf(ended, companion.name)
  return (
    <>
      {ended.partialText ? (
        <Bubble from="them" speaker={t('chat.theySaid', { name: companion.name })} className="partial">
          <CompanionText text={ended.partialText} language={companion.language} isStreaming={false} />
        </Bubble>
      ) : null}
      {calmText ? (
        <p class="note calm-note">
          {calmText}
          <TryAgain onTryAgain={onTryAgain} />
        </p>
      ) : (
        <ErrorNote error={ended.error ?? errorOf(ended.status)}>
          {ended.error?.kind === 'context-too-large' ? (
            <button type="button" class="button" onClick={onPutBack}>
              {t('chat.putBack')}
            </button>
          ) : null}
          <TryAgain onTryAgain={onTryAgain} />
        </ErrorNote>
      )}
    </>
  )
}

function TryAgain({ onTryAgain }: { readonly onTryAgain: () => void }): JSX.Element {
  return (
    <button type="button" class="button" onClick={onTryAgain}>
      {t('chat.tryAgain')}
    </button>
  )
}

/** What is no failure of the reply needs no alarm: one stopped it, or there was no model, which the page tells
 * of where it says how to add one. */
function calmTextOf(ended: EndedTurn, name: string): string | undefined {
  if (ended.status === 'stopped') return t('chat.stoppedEarly')
  return ended.error?.kind === 'model-missing' ? t('chat.hadNoModel', { name }) : undefined
}

function errorOf(status: EndedTurn['status']): ShownError {
  return status === 'interrupted'
    ? { kind: 'interrupted', message: t('chat.interrupted'), fix: t('chat.tryAgainFix') }
    : { kind: 'unavailable', message: t('chat.failed'), fix: t('chat.tryAgainFix') }
}
