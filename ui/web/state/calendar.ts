import type { Calendar } from '../../shared/format-time.ts'
import { locale } from '../strings.ts'
import { useAura } from './aura.ts'

/** The reader's time zone as the account has it, and the language of the interface. */
export function useCalendar(): Calendar {
  const { session } = useAura()
  const state = session.state.value
  const timeZone =
    state.type === 'signed-in' ? state.user.timeZone : Intl.DateTimeFormat().resolvedOptions().timeZone
  return { locale, timeZone }
}
