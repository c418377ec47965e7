import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso/router'
import { AuraError, type ShownError } from '../../../core/http/client.ts'
import { EmailField } from '../parts/email-field.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { NameField, useRequiredName } from '../parts/name-field.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PasswordField } from '../parts/password-field.tsx'
import { Stage } from '../parts/stage.tsx'
import { TimeZoneField } from '../parts/time-zone-field.tsx'
import { useAura } from '../state/aura.ts'
import { asShown } from '../state/loadable.ts'
import { t } from '../strings.ts'

export type LinkState =
  | { readonly type: 'checking' }
  | { readonly type: 'missing' }
  | { readonly type: 'invalid' }
  | { readonly type: 'failed'; readonly error: ShownError }
  | { readonly type: 'valid'; readonly token: string }

type OwnerFormProps = { readonly token: string; readonly onLinkGone: () => void }

export function OwnerForm({ token, onLinkGone }: OwnerFormProps): JSX.Element {
  const { session } = useAura()
  const { route } = useLocation()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [timeZone, setTimeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ShownError>()
  const requiredName = useRequiredName(t('setup.nameMissing'))

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!requiredName.check(name)) return
    setBusy(true)
    setError(undefined)
    try {
      await session.setUp({ token, name, email, password, timeZone })
      route('/c', true)
    } catch (thrown) {
      if (thrown instanceof AuraError && thrown.kind === 'link-expired') onLinkGone()
      else setError(asShown(thrown))
      setBusy(false)
    }
  }

  return (
    <Stage>
      <PageTitle title={t('setup.title')}>{t('setup.title')}</PageTitle>
      <p class="lead">{t('setup.lead')}</p>
      <form onSubmit={submit}>
        <NameField
          required={requiredName}
          label={t('setup.name')}
          hint={t('setup.nameHint')}
          autoComplete="given-name"
          maxLength={80}
          value={name}
          onInput={setName}
        />
        <EmailField value={email} onInput={setEmail} hint={t('setup.emailHint')} />
        <PasswordField
          value={password}
          onInput={setPassword}
          autoComplete="new-password"
          hint={t('setup.passwordHint')}
        />
        <TimeZoneField value={timeZone} onInput={setTimeZone} />
        {error ? <ErrorNote error={error} /> : null}
        <button type="submit" class="button primary wide" disabled={isBusy}>
          {isBusy ? t('setup.busy') : t('setup.submit')}
        </button>
      </form>
    </Stage>
  )
}
