import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { useAura } from '../state/aura.ts'
import { t } from '../strings.ts'
import { Icon } from './icon.tsx'
import { WithCode } from './with-code.tsx'

/** What to do when no model can answer; nothing when one can. The sidebar's look at the model makes it go away
 * by itself. */
export function ModelNotice(): JSX.Element {
  return (
    <div role="status" class="model-notice">
      <Notice />
    </div>
  )
}

function Notice(): JSX.Element | null {
  const { model, session } = useAura()
  const health = model.health.value
  const state = session.state.value
  const isOwner = state.type === 'signed-in' && state.user.role === 'owner'
  const isLoading = health?.state === 'loading'
  useEffect(() => {
    // A model that is chosen and not loaded is loaded when someone comes, not at the first message.
    if (isLoading) void model.startByItself()
  }, [isLoading, model])

  switch (health?.state) {
    case undefined:
    case 'ready':
      return null
    case 'loading':
      return (
        <div class="note">
          <span class="ember small thinking" aria-hidden="true" />
          <p>{t('model.loading', { name: health.model })}</p>
        </div>
      )
    case 'no-model':
      return (
        <div class="note guide">
          <Icon name="warn" />
          <div>
            <h2>{t('model.missingTitle')}</h2>
            <p>{t(isOwner ? 'model.missingTextOwner' : 'model.missingText')}</p>
            <ol>
              <li>{t('model.step1')}</li>
              <li>
                <WithCode text={t('model.step2')} />
              </li>
            </ol>
            <p class="hint">
              <WithCode text={t('model.several')} />
            </p>
            <p class="hint">{t('model.noticesItself')}</p>
            <StartAgain />
          </div>
        </div>
      )
    case 'failed':
      return (
        <div class="note error">
          <Icon name="warn" />
          <div>
            <h2>{t('model.failedTitle', { name: health.model })}</h2>
            <p>{health.error.message}</p>
            {health.error.why ? <p>{health.error.why}</p> : null}
            {health.error.fix ? (
              <p>
                <WithCode text={health.error.fix} />
              </p>
            ) : null}
            <StartAgain />
          </div>
        </div>
      )
    default:
      return health satisfies never
  }
}

function StartAgain(): JSX.Element {
  const { model } = useAura()
  const isBusy = model.isStarting.value
  return (
    <div class="actions">
      <button type="button" class="button" disabled={isBusy} onClick={model.start}>
        {isBusy ? t('model.trying') : t('error.tryAgain')}
      </button>
    </div>
  )
}
