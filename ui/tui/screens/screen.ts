import type { Client } from '../../../core/http/client.ts'

/** What every screen gets. */
export type ScreenProps = {
  readonly client: Client
  readonly columns: number
  readonly rows: number
  /** False while the keys belong to another part, such as the help. */
  readonly isActive: boolean
  readonly onHelp: () => void
  readonly onLeave: () => void
  /** UTC ms. */
  readonly now: () => number
  readonly newId: () => string
}
