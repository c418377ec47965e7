import { toOpenAPISchema } from '@elysiajs/openapi/openapi'
import type { AnyElysia } from 'elysia'

/** The description of the API, as an OpenAPI 3.1 document. */
export function describeApi(api: AnyElysia, version: string): object {
  const { components, paths } = toOpenAPISchema(api)
  const info = { title: 'Aura', description: 'Companions, conversations and turns.', version }
  return { openapi: '3.1.2', info, paths, components }
}
