import type { Deps } from '../deps.ts'
import { AuraError } from '../errors.ts'
import type { Id } from '../ids.ts'
import { type Companion, type CompanionFields, companionLimits } from './companion.ts'
import { languageName } from './language-name.ts'

export async function createCompanion(
  deps: Pick<Deps, 'store' | 'clock' | 'newId'>,
  ownerId: Id,
  fields: CompanionFields,
): Promise<Companion> {
  const now = deps.clock.now()
  const companion = { ...checkedFields(fields), id: deps.newId(), ownerId, createdAt: now, updatedAt: now }
  await deps.store.companions.create(companion)
  return companion
}

export async function getCompanion(deps: Pick<Deps, 'store'>, ownerId: Id, id: Id): Promise<Companion> {
  const companion = await deps.store.companions.find(ownerId, id)
  if (!companion) throw noSuchCompanion()
  return companion
}

export async function editCompanion(
  deps: Pick<Deps, 'store' | 'clock'>,
  ownerId: Id,
  id: Id,
  fields: Partial<CompanionFields>,
): Promise<Companion> {
  const companion = await deps.store.companions.update(ownerId, id, checkedFields(fields), deps.clock.now())
  if (!companion) throw noSuchCompanion()
  return companion
}

/** Deletes the companion with its conversations; running replies are ended first. */
export async function deleteCompanion(
  deps: Pick<Deps, 'store' | 'turns'>,
  ownerId: Id,
  id: Id,
): Promise<void> {
  const conversations = await deps.store.conversations.list(ownerId, id)
  await Promise.all(conversations.map((conversation) => deps.turns.endConversation(conversation.id)))
  if (!(await deps.store.companions.delete(ownerId, id))) throw noSuchCompanion()
}

function noSuchCompanion(): AuraError {
  return new AuraError('not-found', 'There is no such companion.', {
    why: 'It was deleted, or the address is wrong.',
  })
}

/** The fields trimmed, or the error that names the first that cannot be. */
function checkedFields<Fields extends Partial<CompanionFields>>(fields: Fields): Fields {
  const checked: Record<string, string> = {}
  for (const [field, value] of Object.entries(fields) as [keyof CompanionFields, string | undefined][]) {
    if (value === undefined) continue
    const text = value.trim()
    if (text.length > companionLimits[field])
      throw new AuraError('too-large', `The ${field} has more than ${companionLimits[field]} characters.`)
    if (field === 'name' && !text)
      throw new AuraError('invalid-input', 'A companion needs a name.', {
        fix: 'Write one; it can be changed later.',
      })
    if (field === 'language' && !isLanguage(text))
      throw new AuraError('invalid-input', 'The language is not a language tag.', {
        fix: 'Use a tag such as en, de or pt-BR.',
      })
    checked[field] = text
  }
  return checked as Fields
}

function isLanguage(tag: string): boolean {
  return languageName(tag) !== undefined
}
