import type { AuraError } from '../../core/errors.ts'

/** The kind of AuraError that `work` throws or rejects with; `none` when it does neither. */
export async function errorKind(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work)
    return 'none'
  } catch (error) {
    return (error as AuraError).kind
  }
}
