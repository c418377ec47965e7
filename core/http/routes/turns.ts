import { Elysia, t } from 'elysia'
import { parsePosition } from '../../chat/turn-event.ts'
import type { Deps } from '../../deps.ts'
import { AuraError } from '../../errors.ts'
import { requireSession } from '../session.ts'
import { turnEventStream } from '../sse.ts'
import { turnJson } from '../views.ts'

const params = t.Object({ id: t.String({ format: 'uuid' }) })

export function turnRoutes(deps: Pick<Deps, 'store' | 'clock' | 'turns'>) {
  return new Elysia({ prefix: '/turns', tags: ['turns'] })
    .use(requireSession(deps))
    .get(
      '/:id',
      async ({ user, params }) => {
        const turn = await deps.store.turns.find(user.id, params.id)
        if (!turn) throw new AuraError('not-found', 'There is no such turn.')
        return turnJson(turn)
      },
      { params, detail: { summary: 'Show a turn' } },
    )
    .get(
      '/:id/events',
      ({ user, params, request }) =>
        turnEventStream(
          deps.turns,
          user.id,
          params.id,
          parsePosition(request.headers.get('last-event-id') ?? undefined),
          request.signal,
        ),
      {
        params,
        detail: {
          summary: 'Follow a turn (server-sent events); re-join with Last-Event-ID',
          description: 'Events: queued, reset, delta, done. The stream ends after done.',
        },
      },
    )
    .post(
      '/:id/stop',
      async ({ user, params }) => {
        await deps.turns.stop(user.id, params.id)
        return { stopped: true }
      },
      { params, detail: { summary: 'End the reply and keep what was said so far' } },
    )
}
