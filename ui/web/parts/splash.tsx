import type { JSX } from 'preact'
import type { ShownError } from '../../../core/http/client.ts'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'
import { ErrorNote } from './error-note.tsx'
import { Waiting } from './waiting.tsx'

/** Stands where a page comes as soon as the server has answered. */
export function Splash({ error }: { readonly error?: ShownError }): JSX.Element {
  const { session } = useAura()
  return (
    <main class="stage">
      {error ? (
        <div class="panel">
          <h1>Aura</h1>
          <ErrorNote error={error}>
            <button type="button" class="button" onClick={() => session.load()}>
              {t('error.tryAgain')}
            </button>
          </ErrorNote>
        </div>
      ) : (
        <Waiting />
      )}
    </main>
  )
}
