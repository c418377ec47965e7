import type { JSX } from 'preact'
import { useEffect } from 'preact/hooks'
import { LocationProvider, Route, Router } from 'preact-iso/router'
import { AccountPage } from './pages/account-page.tsx'
import { CompanionsPage } from './pages/companions-page.tsx'
import { EditCompanionPage } from './pages/edit-companion-page.tsx'
import { HomePage } from './pages/home-page.tsx'
import { NewCompanionPage } from './pages/new-companion-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { SetupPage } from './pages/setup-page.tsx'
import { SignInPage } from './pages/sign-in-page.tsx'
import { ConnectionBanner } from './parts/connection-banner.tsx'
import { ErrorBoundary } from './parts/error-boundary.tsx'
import { Lazy, lazyComponent } from './parts/lazy.tsx'
import { type Aura, AuraProvider } from './state/aura.ts'

/** The one page that needs the Markdown parser, which is half of all script. */
const chatPage = lazyComponent(async () => (await import('./pages/chat-page.tsx')).ChatPage)

function ChatRoute(): JSX.Element {
  return <Lazy component={chatPage} />
}

export function App({ aura }: { readonly aura: Aura }): JSX.Element {
  useEffect(() => {
    // A failure is told by the page itself, once it is shown.
    void aura.session.load().then(() => chatPage.load().catch(() => undefined))
  }, [aura])
  return (
    <ErrorBoundary>
      <AuraProvider value={aura}>
        <LocationProvider>
          <ConnectionBanner />
          <Router>
            <Route path="/" component={HomePage} />
            <Route path="/setup" component={SetupPage} />
            <Route path="/signin" component={SignInPage} />
            <Route path="/c" component={CompanionsPage} />
            <Route path="/c/new" component={NewCompanionPage} />
            <Route path="/c/:id/edit" component={EditCompanionPage} />
            <Route path="/chat/:id" component={ChatRoute} />
            <Route path="/account" component={AccountPage} />
            <Route default component={NotFoundPage} />
          </Router>
        </LocationProvider>
      </AuraProvider>
    </ErrorBoundary>
  )
}
