import type { JSX } from 'preact'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'

/** How the model is, in one line. */
export function ModelLine(): JSX.Element | null {
  const { connection, model } = useAura()
  const health = model.health.value
  // What was known of the model need not hold any more.
  if (!connection.reachable.value)
    return (
      <p class="model-line away">
        <span class="dot" aria-hidden="true" />
        {t('model.lineAway')}
      </p>
    )
  if (!health) return null
  const texts = {
    ready: t('model.lineReady'),
    loading: t('model.lineLoading'),
    failed: t('model.lineFailed'),
    'no-model': t('model.lineMissing'),
  } as const satisfies Record<typeof health.state, string>
  return (
    <p class={`model-line ${health.state}`}>
      <span class="dot" aria-hidden="true" />
      {texts[health.state]}
    </p>
  )
}
