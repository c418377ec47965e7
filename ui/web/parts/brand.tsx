import type { JSX } from 'preact'

export function Brand(): JSX.Element {
  return (
    <span class="brand">
      <span class="ember" aria-hidden="true" />
      Aura
    </span>
  )
}
