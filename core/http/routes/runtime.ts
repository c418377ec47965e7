import { Elysia, t } from 'elysia'
import type { Deps } from '../../deps.ts'
import { requireSession } from '../session.ts'

export function runtimeRoutes(deps: Pick<Deps, 'store' | 'clock' | 'runtime'>) {
  return new Elysia({ prefix: '/runtime', tags: ['runtime'] })
    .use(requireSession(deps))
    .get('', () => deps.runtime.health(), { detail: { summary: 'The model and how it is' } })
    .post('/start', ({ query }) => deps.runtime.start({ anew: query.anew ?? true }), {
      // False is for programs that ask by themselves: many crashes are forgotten only when a person asks.
      query: t.Object({ anew: t.Optional(t.Boolean()) }),
      detail: { summary: 'Load the model if it is not loaded; answers when that is done or failed' },
    })
}
