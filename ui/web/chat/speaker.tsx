import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../strings.ts'
import { nextSentences } from './sentences.ts'
import type { LiveReply } from './thread.ts'

type SpeakerProps = {
  readonly live: LiveReply | undefined
  /** The reply that the last turn became; undefined while there is none. */
  readonly lastReply: string | undefined
  readonly name: string
  readonly language: string
}

/** Tells a screen reader the reply in whole sentences, as they come. The log itself stays silent. */
export function Speaker({ live, lastReply, name, language }: SpeakerProps): JSX.Element {
  const said = useRef<{ turnId: string; upTo: number } | undefined>(undefined)
  const [speech, setSpeech] = useState('')
  useEffect(() => {
    const turn = said.current
    if (live && turn?.turnId !== live.turnId) {
      said.current = { turnId: live.turnId, upTo: 0 }
      setSpeech(t('chat.thinking', { name }))
      return
    }
    if (!turn) return
    const text = live ? live.text : (lastReply ?? '')
    const next = nextSentences(text, turn.upTo, !live, language)
    turn.upTo = next.saidUpTo
    if (!live) said.current = undefined
    if (next.say) setSpeech(next.say)
  }, [live, lastReply, name, language])
  return (
    <div class="sr-only" aria-live="polite" lang={language} data-testid="speech">
      {speech}
    </div>
  )
}
