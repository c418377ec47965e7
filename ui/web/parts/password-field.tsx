import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { t } from '../strings.ts'
import { Field } from './field.tsx'

type PasswordFieldProps = {
  readonly value: string
  readonly onInput: (value: string) => void
  readonly autoComplete: 'current-password' | 'new-password'
  readonly hint?: string
  readonly error?: string | undefined
}

export function PasswordField({
  value,
  onInput,
  autoComplete,
  hint,
  error,
}: PasswordFieldProps): JSX.Element {
  const [isShown, setShown] = useState(false)
  return (
    <Field label={t('password.label')} hint={hint} error={error}>
      {(ids) => (
        <div class="with-button">
          <input
            {...ids}
            {...(isShown ? { type: 'text' } : { type: 'password' })}
            name="password"
            autoComplete={autoComplete}
            autoCapitalize="none"
            spellcheck={false}
            required
            value={value}
            onInput={(event) => onInput(event.currentTarget.value)}
          />
          <button type="button" class="button quiet" onClick={() => setShown(!isShown)}>
            {isShown ? t('password.hide') : t('password.show')}
            <span class="sr-only"> {t('password.theCharacters')}</span>
          </button>
        </div>
      )}
    </Field>
  )
}
