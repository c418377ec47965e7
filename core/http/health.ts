import type { Deps } from '../deps.ts'
import { AuraError } from '../errors.ts'

/** `/livez`: the process answers. */
export function live(): Response {
  return new Response('ok\n', { headers: { 'cache-control': 'no-store' } })
}

/** `/readyz`: a write to the store works; the model's state is told but does not make the daemon unready. */
export async function ready(deps: Pick<Deps, 'store' | 'runtime'>): Promise<Response> {
  const [store, health] = await Promise.all([probe(deps), deps.runtime.health()])
  return Response.json(
    { ready: store === 'ok', store, model: health.state },
    { status: store === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } },
  )
}

async function probe(deps: Pick<Deps, 'store'>): Promise<string> {
  try {
    await deps.store.probeWrite()
    return 'ok'
  } catch (error) {
    return error instanceof AuraError ? error.kind : 'unavailable'
  }
}
