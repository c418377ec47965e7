import type { JSX } from 'preact'
import { t } from '../strings.ts'

/** Says that something is under way: an ember that breathes. */
export function Waiting(): JSX.Element {
  return (
    <p class="splash" role="status">
      <span class="ember thinking" aria-hidden="true" />
      <span class="sr-only">{t('loading')}</span>
    </p>
  )
}
