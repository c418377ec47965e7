import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { PageTitle } from '../parts/page-title.tsx'
import { Redirect } from '../parts/redirect.tsx'
import { Splash } from '../parts/splash.tsx'
import { Stage } from '../parts/stage.tsx'
import { WithCode } from '../parts/with-code.tsx'
import { useAura } from '../state/aura.ts'
import { asShown } from '../state/loadable.ts'
import { t } from '../strings.ts'
import { type LinkState, OwnerForm } from './owner-form.tsx'
import { setupToken } from './setup-token.ts'

/** The page of the one-time link that `aura serve` prints: makes the owner account. */
export function SetupPage(): JSX.Element {
  const { session } = useAura()
  const [link, setLink] = useState<LinkState>({ type: 'checking' })
  const state = session.state.value

  useEffect(() => {
    async function check(): Promise<void> {
      const token = setupToken(location)
      if (!token) return setLink({ type: 'missing' })
      setLink({ type: 'checking' })
      try {
        setLink((await session.isSetupLinkValid(token)) ? { type: 'valid', token } : { type: 'invalid' })
      } catch (error) {
        setLink({ type: 'failed', error: asShown(error) })
      }
    }
    void check()
    // Someone pastes a newer link into the address of this page.
    const onNewLink = () => void (location.hash.length > 1 && check())
    addEventListener('hashchange', onNewLink)
    return () => removeEventListener('hashchange', onNewLink)
  }, [session])

  const isDone = state.type === 'signed-out' && state.hasOwner
  useEffect(() => {
    // A used token is of no use to anyone; it need not stand in the address either.
    if (isDone) history.replaceState(history.state, '', location.pathname)
  }, [isDone])

  if (state.type === 'signed-in') return <Redirect to="/c" />
  if (isDone)
    return (
      <Stage>
        <PageTitle title={t('setup.doneTitle')}>{t('setup.doneTitle')}</PageTitle>
        <p>{t('setup.doneText')}</p>
        <a class="button primary" href="/signin">
          {t('signIn.title')}
        </a>
      </Stage>
    )

  switch (link.type) {
    case 'checking':
      return <Splash />
    case 'failed':
      return <Splash error={link.error} />
    case 'missing':
    case 'invalid':
      return (
        <Stage>
          <PageTitle title={t('setup.badLinkTitle')}>
            {link.type === 'missing' ? t('setup.noLinkTitle') : t('setup.badLinkTitle')}
          </PageTitle>
          <p>{t('setup.badLinkWhy')}</p>
          <p>
            <WithCode text={t('setup.badLinkFix')} />
          </p>
        </Stage>
      )
    case 'valid':
      return <OwnerForm token={link.token} onLinkGone={() => setLink({ type: 'invalid' })} />
    default:
      return link satisfies never
  }
}
