import { Elysia, t } from 'elysia'
import { companionLimits } from '../../companion/companion.ts'
import { createCompanion, deleteCompanion, editCompanion, getCompanion } from '../../companion/companions.ts'
import type { Deps } from '../../deps.ts'
import { requireSession } from '../session.ts'
import { companionJson } from '../views.ts'

// A little more than the limits, so that the use case tells which field is too long.
const text = (limit: number) => t.String({ maxLength: limit * 2 })
const fields = {
  name: text(companionLimits.name),
  personality: text(companionLimits.personality),
  greeting: text(companionLimits.greeting),
  language: text(companionLimits.language),
}
const params = t.Object({ id: t.String({ format: 'uuid' }) })

export function companionRoutes(deps: Pick<Deps, 'store' | 'clock' | 'newId' | 'turns'>) {
  return new Elysia({ prefix: '/companions', tags: ['companions'] })
    .use(requireSession(deps))
    .get('', async ({ user }) => (await deps.store.companions.list(user.id)).map(companionJson), {
      detail: { summary: 'List companions' },
    })
    .post('', async ({ user, body }) => companionJson(await createCompanion(deps, user.id, body)), {
      body: t.Object(fields),
      detail: { summary: 'Create a companion' },
    })
    .get('/:id', async ({ user, params }) => companionJson(await getCompanion(deps, user.id, params.id)), {
      params,
      detail: { summary: 'Show a companion' },
    })
    .patch(
      '/:id',
      async ({ user, params, body }) => companionJson(await editCompanion(deps, user.id, params.id, body)),
      { params, body: t.Partial(t.Object(fields)), detail: { summary: 'Edit a companion' } },
    )
    .delete(
      '/:id',
      async ({ user, params }) => {
        await deleteCompanion(deps, user.id, params.id)
        return { deleted: true }
      },
      { params, detail: { summary: 'Delete a companion with its conversations' } },
    )
}
