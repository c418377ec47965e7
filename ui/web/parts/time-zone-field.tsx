import type { JSX } from 'preact'
import { t } from '../strings.ts'
import { Field } from './field.tsx'

type TimeZoneFieldProps = { readonly value: string; readonly onInput: (zone: string) => void }

export function TimeZoneField({ value, onInput }: TimeZoneFieldProps): JSX.Element {
  const zones = [...new Set([value, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort()
  return (
    <Field label={t('setup.timeZone')} hint={t('setup.timeZoneHint')}>
      {(ids) => (
        <select
          {...ids}
          name="timeZone"
          value={value}
          onChange={(event) => onInput(event.currentTarget.value)}
        >
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
