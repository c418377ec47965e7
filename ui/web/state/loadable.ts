import { AuraError, type ShownError, shownError } from '../../../core/http/client.ts'

/** Something that comes from the server. */
export type Loadable<Value> =
  | { readonly type: 'loading' }
  | { readonly type: 'ready'; readonly value: Value }
  | { readonly type: 'failed'; readonly error: ShownError }

/** The value as it was when the server tells the same again, so that nothing is drawn anew for it. */
export function loaded<Value>(before: Loadable<Value>, value: Value): Loadable<Value> {
  if (before.type === 'ready' && JSON.stringify(before.value) === JSON.stringify(value)) return before
  return { type: 'ready', value }
}

/** What may be shown of anything that was thrown. */
export function asShown(error: unknown): ShownError {
  if (error instanceof AuraError) return shownError(error)
  return {
    kind: 'unavailable',
    message: 'Something went wrong in this page.',
    fix: 'Reload the page and try again.',
  }
}
