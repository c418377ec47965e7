import { Elysia } from 'elysia'
import type { Deps } from '../../deps.ts'
import { requireSession } from '../session.ts'

export function runtimeRoutes(deps: Pick<Deps, 'store' | 'clock' | 'runtime'>) {
  return new Elysia({ prefix: '/runtime', tags: ['runtime'] })
    .use(requireSession(deps))
    .get('', () => deps.runtime.health(), { detail: { summary: 'The model and how it is' } })
    .post('/start', () => deps.runtime.start(), {
      detail: { summary: 'Load the model if it is not loaded; answers when that is done or failed' },
    })
}
