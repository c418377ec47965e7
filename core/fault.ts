import { AuraError } from './errors.ts'

/** What the log may hold of a fault: its kind, or its class, code and place, never its message, which could hold
 * text of a conversation. */
export function faultOf(error: unknown): string {
  if (error instanceof AuraError) return error.kind
  if (!(error instanceof Error)) return typeof error
  const code = (error as { code?: unknown }).code
  return `${error.name} ${typeof code === 'string' ? code : ''} ${error.stack?.split('\n')[1]?.trim() ?? ''}`
}
