import type { JSX } from 'preact'
import { t } from '../strings.ts'
import { PageTitle } from './page-title.tsx'

type NotHereProps = { readonly title: string; readonly text: string }

/** What stands where there is nothing, with the way back. */
export function NotHere({ title, text }: NotHereProps): JSX.Element {
  return (
    <div class="panel">
      <PageTitle title={title}>{title}</PageTitle>
      <p>{text}</p>
      <a class="button primary" href="/">
        {t('notFound.back')}
      </a>
    </div>
  )
}
