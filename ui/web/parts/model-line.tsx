import type { JSX } from 'preact'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'

/** How the model is, in one line. */
export function ModelLine(): JSX.Element | null {
  const { model } = useAura()
  const health = model.health.value
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
