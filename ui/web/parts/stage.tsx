import type { ComponentChildren, JSX } from 'preact'
import { Brand } from './brand.tsx'

/** The frame of a page for someone who is not signed in: one panel in the middle. */
export function Stage({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <main class="stage">
      <div class="stage-column">
        <Brand />
        <div class="panel">{children}</div>
      </div>
    </main>
  )
}
