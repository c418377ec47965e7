import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { type CompanionFields, companionLimits, type ShownError } from '../../../core/http/client.ts'
import { asShown } from '../state/loadable.ts'
import { t } from '../strings.ts'
import { ErrorNote } from './error-note.tsx'
import { Field } from './field.tsx'
import { LanguageField } from './language-field.tsx'
import { NameField, useRequiredName } from './name-field.tsx'
import { Portrait } from './portrait.tsx'

type CompanionFormProps = {
  readonly initial: CompanionFields
  /** What the portrait is made from. */
  readonly portraitId: string
  readonly submitLabel: string
  readonly cancelAddress: string
  readonly onSubmit: (fields: CompanionFields) => Promise<void>
}

export function CompanionForm(props: CompanionFormProps): JSX.Element {
  const { initial, portraitId, submitLabel, cancelAddress, onSubmit } = props
  const [name, setName] = useState(initial.name)
  const [personality, setPersonality] = useState(initial.personality)
  const [greeting, setGreeting] = useState(initial.greeting)
  const [language, setLanguage] = useState(initial.language)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ShownError>()
  const requiredName = useRequiredName(t('form.nameMissing'))

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (!requiredName.check(name)) return
    setBusy(true)
    setError(undefined)
    try {
      await onSubmit({ name, personality, greeting, language })
    } catch (thrown) {
      setError(asShown(thrown))
      setBusy(false)
    }
  }

  return (
    <form class="card companion-form" onSubmit={submit}>
      <div class="form-head">
        <Portrait id={portraitId} name={name} size="large" />
        <NameField
          required={requiredName}
          label={t('form.name')}
          autoComplete="off"
          maxLength={companionLimits.name}
          value={name}
          onInput={setName}
        />
      </div>
      <Field label={t('form.personality')} hint={t('form.personalityHint')}>
        {(ids) => (
          <textarea
            {...ids}
            name="personality"
            dir="auto"
            rows={7}
            maxLength={companionLimits.personality}
            value={personality}
            onInput={(event) => setPersonality(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field label={t('form.greeting')} hint={t('form.greetingHint')}>
        {(ids) => (
          <textarea
            {...ids}
            name="greeting"
            dir="auto"
            rows={2}
            maxLength={companionLimits.greeting}
            value={greeting}
            onInput={(event) => setGreeting(event.currentTarget.value)}
          />
        )}
      </Field>
      <LanguageField value={language} onInput={setLanguage} />
      {error ? <ErrorNote error={error} /> : null}
      <div class="actions end">
        <a class="button" href={cancelAddress}>
          {t('form.cancel')}
        </a>
        <button type="submit" class="button primary" disabled={isBusy}>
          {isBusy ? t('form.busy') : submitLabel}
        </button>
      </div>
    </form>
  )
}
