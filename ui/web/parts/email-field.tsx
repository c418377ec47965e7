import type { JSX } from 'preact'
import { t } from '../strings.ts'
import { Field } from './field.tsx'

type EmailFieldProps = {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly hint?: string
}

/** The address with which one signs in. */
export function EmailField({ value, onInput, hint }: EmailFieldProps): JSX.Element {
  return (
    <Field label={t('email.label')} hint={hint}>
      {(ids) => (
        <input
          {...ids}
          type="email"
          name="email"
          autoComplete="username"
          required
          maxLength={254}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
