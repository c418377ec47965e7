import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { PageTitle } from '../parts/page-title.tsx'
import { Stage } from '../parts/stage.tsx'
import { WithCode } from '../parts/with-code.tsx'
import { useAura } from '../state/aura.ts'
import { poll } from '../state/poll.ts'
import { t } from '../strings.ts'

const lookIntervalMs = 5000

/** Nobody owns this Aura yet, and this browser has no set-up link. */
export function WaitingForSetupPage(): JSX.Element {
  const { session } = useAura()
  useEffect(() => poll(session.load, lookIntervalMs), [session])
  return (
    <Stage>
      <PageTitle title={t('waiting.title')}>{t('waiting.title')}</PageTitle>
      <p>
        <WithCode text={t('waiting.text')} />
      </p>
      <p class="hint">
        <WithCode text={t('waiting.more')} />
      </p>
    </Stage>
  )
}
