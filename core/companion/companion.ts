import type { Id } from '../ids.ts'

/** Someone to talk to. All text is sealed by the owner's key. */
export type Companion = {
  readonly id: Id
  readonly ownerId: Id
  readonly name: string
  readonly personality: string
  /** The companion's first message of a conversation; empty for none. */
  readonly greeting: string
  /** BCP 47 tag of the language that the companion speaks, such as `en` or `pt-BR`. */
  readonly language: string
  readonly createdAt: number
  readonly updatedAt: number
}

export type CompanionFields = Pick<Companion, 'name' | 'personality' | 'greeting' | 'language'>

/** Most characters of each field. */
export const companionLimits = {
  name: 80,
  personality: 12_000,
  greeting: 4_000,
  language: 35,
} as const satisfies Record<keyof CompanionFields, number>
