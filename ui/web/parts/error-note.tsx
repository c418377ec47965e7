import type { ComponentChildren, JSX } from 'preact'
import type { ShownError } from '../../../core/http/client.ts'
import { Icon } from './icon.tsx'
import { WithCode } from './with-code.tsx'

type ErrorNoteProps = {
  readonly error: ShownError
  /** What can be done here, such as a button. */
  readonly children?: ComponentChildren
}

/** What happened, why, and what to do, where it happened. Read out when it appears. */
export function ErrorNote({ error, children }: ErrorNoteProps): JSX.Element {
  return (
    <div class="note error" role="alert">
      <Icon name="warn" />
      <div>
        <p>
          <strong>{error.message}</strong>
        </p>
        {error.why ? <p>{error.why}</p> : null}
        {error.fix ? (
          <p>
            <WithCode text={error.fix} />
          </p>
        ) : null}
        {children ? <div class="actions">{children}</div> : null}
      </div>
    </div>
  )
}
