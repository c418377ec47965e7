import type { JSX } from 'preact'
import { companionLanguages, nameOfLanguage } from '../../shared/languages.ts'
import { t } from '../strings.ts'
import { Field } from './field.tsx'

type LanguageFieldProps = { readonly value: string; readonly onInput: (language: string) => void }

export function LanguageField({ value, onInput }: LanguageFieldProps): JSX.Element {
  const tags = [...new Set<string>([...companionLanguages, value])]
  return (
    <Field label={t('form.language')} hint={t('form.languageHint')}>
      {(ids) => (
        <select
          {...ids}
          name="language"
          value={value}
          onChange={(event) => onInput(event.currentTarget.value)}
        >
          {tags.map((tag) => (
            <option key={tag} value={tag} lang={tag}>
              {nameOfLanguage(tag)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
