import type { JSX, RefObject } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Field } from './field.tsx'

/** The state of a name that must not be blank. */
export type RequiredName = {
  readonly error: string | undefined
  readonly input: RefObject<HTMLInputElement | null>
  /** False for a blank name: that is said at the field, which gets the focus. */
  readonly check: (name: string) => boolean
  readonly clear: () => void
}

/** @param missing what is said when the name is blank */
export function useRequiredName(missing: string): RequiredName {
  const [error, setError] = useState<string>()
  const input = useRef<HTMLInputElement>(null)
  return {
    error,
    input,
    check(name) {
      if (name.trim()) return true
      setError(missing)
      input.current?.focus()
      return false
    },
    clear: () => setError(undefined),
  }
}

type NameFieldProps = {
  readonly required: RequiredName
  readonly label: string
  readonly hint?: string
  readonly autoComplete: 'given-name' | 'off'
  readonly maxLength: number
  readonly value: string
  readonly onInput: (value: string) => void
}

export function NameField(props: NameFieldProps): JSX.Element {
  const { required, label, hint, autoComplete, maxLength, value, onInput } = props
  return (
    <Field label={label} hint={hint} error={required.error}>
      {(ids) => (
        <input
          {...ids}
          ref={required.input}
          name="name"
          autoComplete={autoComplete}
          dir="auto"
          required
          maxLength={maxLength}
          value={value}
          onInput={(event) => {
            onInput(event.currentTarget.value)
            required.clear()
          }}
        />
      )}
    </Field>
  )
}
