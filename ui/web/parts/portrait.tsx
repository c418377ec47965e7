import type { JSX } from 'preact'
import { auraHues } from '../../shared/aura.ts'

type PortraitProps = {
  readonly id: string
  readonly name: string
  readonly size: 'tiny' | 'small' | 'medium' | 'large'
  readonly isThinking?: boolean
}

/** A companion's generated picture: its aura and its initial. The name stands beside it. */
export function Portrait({ id, name, size, isThinking }: PortraitProps): JSX.Element {
  const [first, second] = auraHues(id)
  return (
    <span
      class={`portrait ${size}${isThinking ? ' thinking' : ''}`}
      style={{ '--hue-a': first, '--hue-b': second }}
      aria-hidden="true"
    >
      {initialOf(name)}
    </span>
  )
}

function initialOf(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim())
  return (first?.segment ?? '·').toLocaleUpperCase()
}
