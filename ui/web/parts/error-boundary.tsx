import { Component, type ComponentChild, type ComponentChildren } from 'preact'
import { t } from '../strings.ts'

/** Shows a way on when drawing the page failed. */
export class ErrorBoundary extends Component<
  { readonly children: ComponentChildren },
  { readonly hasFailed: boolean }
> {
  override state = { hasFailed: false }

  override componentDidCatch(error: unknown): void {
    console.error(error)
    this.setState({ hasFailed: true })
  }

  override render(): ComponentChild {
    if (!this.state.hasFailed) return this.props.children
    return (
      <main class="stage">
        <div class="panel" role="alert">
          <h1>{t('broken.title')}</h1>
          <p>{t('broken.text')}</p>
          <button type="button" class="button primary" onClick={() => location.reload()}>
            {t('broken.reload')}
          </button>
        </div>
      </main>
    )
  }
}
