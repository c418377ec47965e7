import type { JSX } from 'preact'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'

/** Says that the server is away, until it is back. */
export function ConnectionBanner(): JSX.Element {
  const { connection } = useAura()
  return (
    <div role="status">
      {connection.reachable.value ? null : (
        <p class="banner">
          <strong>{t('connection.lost')}</strong> {t('connection.lostMore')}
        </p>
      )}
    </div>
  )
}
