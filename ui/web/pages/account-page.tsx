import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { RuntimeHealth, ShownError } from '../../../core/http/client.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import { ModelNotice } from '../parts/model-notice.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Shell } from '../parts/shell.tsx'
import { TopBar } from '../parts/top-bar.tsx'
import { useAura } from '../state/aura.ts'
import { asShown } from '../state/loadable.ts'
import { t } from '../strings.ts'

export function AccountPage(): JSX.Element {
  return (
    <Shell>
      <TopBar>
        <PageTitle title={t('account.title')}>{t('account.title')}</PageTitle>
      </TopBar>
      <div class="page">
        <Who />
        <Model />
        <section class="card">
          <h2>{t('account.server')}</h2>
          <Server />
          <p class="calm">{t('account.private')}</p>
        </section>
      </div>
    </Shell>
  )
}

function Who(): JSX.Element | null {
  const { session } = useAura()
  const [error, setError] = useState<ShownError>()
  const state = session.state.value
  if (state.type !== 'signed-in') return null
  const { user } = state

  async function signOut(): Promise<void> {
    try {
      await session.signOut()
      // A fresh page: nothing of the account stays in memory.
      location.replace('/signin')
    } catch (thrown) {
      setError(asShown(thrown))
    }
  }

  return (
    <section class="card">
      <h2>{t('account.who')}</h2>
      <dl>
        <dt>{t('setup.name')}</dt>
        <dd dir="auto">{user.name}</dd>
        <dt>{t('email.label')}</dt>
        <dd>{user.email}</dd>
        <dt>{t('account.role')}</dt>
        <dd>{t(`role.${user.role}`)}</dd>
        <dt>{t('setup.timeZone')}</dt>
        <dd>{user.timeZone.replaceAll('_', ' ')}</dd>
      </dl>
      {error ? <ErrorNote error={error} /> : null}
      <div class="actions">
        <button type="button" class="button" onClick={signOut}>
          {t('account.signOut')}
        </button>
      </div>
    </section>
  )
}

function Server(): JSX.Element | null {
  const { session } = useAura()
  const state = session.state.value
  if (state.type !== 'signed-in') return null
  return (
    <dl>
      <dt>{t('account.version')}</dt>
      <dd>{state.version}</dd>
      <dt>{t('account.address')}</dt>
      <dd>{location.origin}</dd>
    </dl>
  )
}

function Model(): JSX.Element {
  const { model } = useAura()
  const health = model.health.value
  return (
    <section class="card">
      <h2>{t('account.model')}</h2>
      {health?.state === 'ready' ? <ReadyModel health={health} /> : <ModelNotice />}
    </section>
  )
}

function ReadyModel({
  health,
}: {
  readonly health: Extract<RuntimeHealth, { state: 'ready' }>
}): JSX.Element {
  const gibibytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1)
  return (
    <dl>
      <dt>{t('account.modelName')}</dt>
      <dd>{health.model}</dd>
      <dt>{t('account.device')}</dt>
      <dd>{t('account.deviceText', { device: health.device, backend: t(`backend.${health.backend}`) })}</dd>
      <dt>{t('account.context')}</dt>
      <dd>{t('account.contextText', { count: health.contextLength })}</dd>
      <dt>{t('account.parallel')}</dt>
      <dd>{t('account.parallelText', { count: health.parallel })}</dd>
      {health.freeVramBytes === undefined ? null : (
        <>
          <dt>{t('account.memory')}</dt>
          <dd>
            {health.totalVramBytes === undefined
              ? t('account.memoryFree', { free: gibibytes(health.freeVramBytes) })
              : t('account.memoryText', {
                  free: gibibytes(health.freeVramBytes),
                  total: gibibytes(health.totalVramBytes),
                })}
          </dd>
        </>
      )}
    </dl>
  )
}
