import { AuraError } from '../errors.ts'

/** Largest body of a request. */
export const maxBodyBytes = 1024 * 1024
/** A body must have arrived by then. */
export const bodyTimeoutMs = 30_000

/** The request with its body read, so that a sender who drips bytes cannot hold a handler. Throws `too-large`, or
 * `invalid-input` for a body that is too slow or breaks off. */
export async function withWholeBody(request: Request, timeoutMs = bodyTimeoutMs): Promise<Request> {
  if (!request.body) return request
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge()
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AuraError('invalid-input', 'The request took too long to arrive.')),
      timeoutMs,
    )
  })
  try {
    const body = await Promise.race([readBody(request), tooSlow])
    if (body.byteLength > maxBodyBytes) throw tooLarge()
    const { method, headers, signal } = request
    return new Request(request.url, { method, headers, body, signal })
  } finally {
    clearTimeout(timer)
  }
}

async function readBody(request: Request): Promise<ArrayBuffer> {
  try {
    return await request.arrayBuffer()
  } catch (error) {
    throw new AuraError('invalid-input', 'The request broke off or was too large.', { cause: error })
  }
}

function tooLarge(): AuraError {
  return new AuraError('too-large', `The request has more than ${maxBodyBytes / 1024} KiB.`)
}
