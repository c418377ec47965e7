import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { useLocation } from 'preact-iso/router'
import type { ShownError } from '../../../core/http/client.ts'
import { EmailField } from '../parts/email-field.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PasswordField } from '../parts/password-field.tsx'
import { Redirect } from '../parts/redirect.tsx'
import { returnAddress } from '../parts/return-address.ts'
import { Splash } from '../parts/splash.tsx'
import { Stage } from '../parts/stage.tsx'
import { useAura } from '../state/aura.ts'
import { asShown } from '../state/loadable.ts'
import { t } from '../strings.ts'

export function SignInPage(): JSX.Element {
  const { session } = useAura()
  const { query } = useLocation()
  const state = session.state.value
  switch (state.type) {
    case 'loading':
      return <Splash />
    case 'failed':
      return <Splash error={state.error} />
    case 'signed-in':
      return <Redirect to={returnAddress(query.to)} />
    case 'signed-out':
      return state.hasOwner ? <SignInForm hasEnded={state.ended} /> : <Redirect to="/" />
    default:
      return state satisfies never
  }
}

function SignInForm({ hasEnded }: { readonly hasEnded: boolean }): JSX.Element {
  const { session } = useAura()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ShownError>()

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      await session.signIn(email, password)
    } catch (thrown) {
      setError(asShown(thrown))
      setBusy(false)
    }
  }

  return (
    <Stage>
      <PageTitle title={t('signIn.title')}>{t('signIn.title')}</PageTitle>
      {hasEnded ? (
        <p class="note" role="status">
          {t('signIn.ended')}
        </p>
      ) : null}
      <form onSubmit={submit}>
        <EmailField value={email} onInput={setEmail} />
        <PasswordField value={password} onInput={setPassword} autoComplete="current-password" />
        {error ? <ErrorNote error={error} /> : null}
        <button type="submit" class="button primary wide" disabled={isBusy}>
          {isBusy ? t('signIn.busy') : t('signIn.submit')}
        </button>
      </form>
    </Stage>
  )
}
