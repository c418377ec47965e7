import type { JSX } from 'preact'
import { starterCompanions } from '../../shared/starter-companions.ts'
import { t } from '../strings.ts'
import { Icon } from './icon.tsx'
import { Portrait } from './portrait.tsx'

/** Companions to start from, and one to make from nothing. */
export function StarterCards(): JSX.Element {
  return (
    <ul class="cards starters">
      {starterCompanions.map((starter) => (
        <li key={starter.name}>
          <a class="card starter" href={`/c/new?from=${encodeURIComponent(starter.name)}`}>
            <Portrait id={starter.name} name={starter.name} size="medium" />
            <span>
              <b>{starter.name}</b>
              <small>{starter.tagline}</small>
            </span>
          </a>
        </li>
      ))}
      <li>
        <a class="card starter" href="/c/new?from=">
          <span class="portrait medium empty" aria-hidden="true">
            <Icon name="plus" />
          </span>
          <span>
            <b>{t('companions.fromNothing')}</b>
            <small>{t('companions.fromNothingMore')}</small>
          </span>
        </a>
      </li>
    </ul>
  )
}
