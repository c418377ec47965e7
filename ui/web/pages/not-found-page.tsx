import type { JSX } from 'preact'
import { Brand } from '../parts/brand.tsx'
import { NotHere } from '../parts/not-here.tsx'
import { t } from '../strings.ts'

export function NotFoundPage(): JSX.Element {
  return (
    <main class="stage">
      <div class="stage-column">
        <Brand />
        <NotHere title={t('notFound.title')} text={t('notFound.text')} />
      </div>
    </main>
  )
}
