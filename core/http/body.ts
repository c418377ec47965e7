import { AuraError } from '../errors.ts'

/** Largest body of a request. */
export const maxBodyBytes = 1024 * 1024
/** A body must have arrived by then. */
export const bodyTimeoutMs = 30_000

/** The request with its body read, so that a sender who drips bytes cannot hold a handler. */
export async function withWholeBody(request: Request): Promise<Request> {
  if (!request.body) return request
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AuraError('invalid-input', 'The request took too long to arrive.')),
      bodyTimeoutMs,
    )
  })
  try {
    const body = await Promise.race([request.arrayBuffer(), tooSlow])
    const { method, headers, signal } = request
    return new Request(request.url, { method, headers, body, signal })
  } finally {
    clearTimeout(timer)
  }
}
