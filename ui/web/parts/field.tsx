import type { ComponentChild, JSX } from 'preact'
import { useId } from 'preact/hooks'

/** What ties a control to its label and texts. */
export type FieldIds = {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': 'true' | undefined
}

type FieldProps = {
  readonly label: string
  readonly hint?: string | undefined
  /** Why the value cannot be taken; said aloud when it appears. */
  readonly error?: string | undefined
  readonly children: (ids: FieldIds) => ComponentChild
}

/** A labelled control with its hint and its error. */
export function Field({ label, hint, error, children }: FieldProps): JSX.Element {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': error ? 'true' : undefined,
      })}
      {hint ? (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      <div aria-live="polite">
        {error ? (
          <p class="field-error" id={`${id}-error`}>
            {error}
          </p>
        ) : null}
      </div>
    </div>
  )
}
