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
  const api = new Elysia({ prefix: '/api', normalize: true })
    .onError(({ error, code }) => errorResponse(error, code, deps.newId(), deps.log))
    .group('/v1', (v1) =>
      v1
        .use(accountRoutes(deps))
        .use(companionRoutes(deps))
        .use(conversationRoutes(deps))
        .use(turnRoutes(deps))
        .use(runtimeRoutes(deps)),
    )
  // Few ask for it, and what makes it takes 10 MB: it is loaded when someone does.
  let description: Promise<object> | undefined
  api.get(
    '/openapi.json',
    () => {
      description ??= import('./openapi.ts').then(({ describeApi }) => describeApi(api, deps.version))
      return description
    },
    { detail: { hide: true } },
  )
  return api
}

export type Api = ReturnType<typeof createApi>
