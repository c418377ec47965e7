import { AuraError, type ShownError, shownError } from '../../../core/http/client.ts'

/** Something that comes from the server. */
export type Loadable<Value> =
  | { readonly type: 'loading' }
  | { readonly type: 'ready'; readonly value: Value }
  | { readonly type: 'failed'; readonly error: ShownError }

/** What may be shown of anything that was thrown. */
export function asShown(error: unknown): ShownError {
  if (error instanceof AuraError) return shownError(error)
  return {
    kind: 'unavailable',
    message: 'Something went wrong in this page.',
    fix: 'Reload the page and try again.',
  }
}
