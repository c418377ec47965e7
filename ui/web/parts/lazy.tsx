import type { ComponentType, JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../strings.ts'
import { ErrorNote } from './error-note.tsx'
import { Waiting } from './waiting.tsx'

/** A component whose script is loaded when it is needed, or a little before. */
export type LazyComponent = {
  readonly loaded: () => ComponentType | undefined
  readonly load: () => Promise<void>
}

export function lazyComponent(load: () => Promise<ComponentType>): LazyComponent {
  let component: ComponentType | undefined
  return {
    loaded: () => component,
    async load() {
      component ??= await load()
    },
  }
}

/** Draws the component once its script is there, or says that it cannot be loaded. */
export function Lazy({ component }: { readonly component: LazyComponent }): JSX.Element {
  const [state, setState] = useState<'loading' | 'here' | 'failed'>('loading')
  useEffect(() => {
    component.load().then(
      () => setState('here'),
      () => setState('failed'),
    )
  }, [component])
  const Loaded = component.loaded()
  if (Loaded) return <Loaded />
  return <main class="stage">{state === 'failed' ? <NotLoaded /> : <Waiting />}</main>
}

function NotLoaded(): JSX.Element {
  return (
    <div class="panel">
      <h1>Aura</h1>
      <ErrorNote
        error={{ kind: 'unavailable', message: t('broken.notLoaded'), why: t('broken.notLoadedWhy') }}
      >
        <button type="button" class="button" onClick={() => location.reload()}>
          {t('broken.reload')}
        </button>
      </ErrorNote>
    </div>
  )
}
