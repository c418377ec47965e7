import { openapi } from '@elysiajs/openapi'
import { Elysia } from 'elysia'
import type { Deps } from '../deps.ts'
import { errorResponse } from './errors.ts'
import { accountRoutes } from './routes/account.ts'
import { companionRoutes } from './routes/companions.ts'
import { conversationRoutes } from './routes/conversations.ts'
import { runtimeRoutes } from './routes/runtime.ts'
import { turnRoutes } from './routes/turns.ts'

export type ApiDeps = Deps & { readonly version: string; readonly isSecure: (request: Request) => boolean }

/** The JSON and SSE interface under /api. */
export function createApi(deps: ApiDeps) {
  return new Elysia({ prefix: '/api', normalize: true })
    .onError(({ error, code }) => errorResponse(error, code, deps.newId(), deps.log))
    .use(
      openapi({
        provider: null,
        path: '/openapi',
        specPath: '/openapi.json',
        documentation: {
          info: { title: 'Aura', description: 'Companions, conversations and turns.', version: deps.version },
        },
      }),
    )
    .group('/v1', (v1) =>
      v1
        .use(accountRoutes(deps))
        .use(companionRoutes(deps))
        .use(conversationRoutes(deps))
        .use(turnRoutes(deps))
        .use(runtimeRoutes(deps)),
    )
}

export type Api = ReturnType<typeof createApi>
