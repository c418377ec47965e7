/** For so long after a reply ended, Esc was probably meant for the reply. */
export const escapeGraceMs = 1000

/**
 * What Esc does in a conversation: it stops a reply, and leaves when there is none. Pressed just as a reply ends, it
 * does nothing.
 * @param replyEndedAt UTC ms; undefined when no reply ended since another key was pressed
 */
export function escapeDoes(
  isReplying: boolean,
  replyEndedAt: number | undefined,
  nowMs: number,
): 'stop' | 'leave' | 'nothing' {
  if (isReplying) return 'stop'
  return replyEndedAt !== undefined && nowMs - replyEndedAt < escapeGraceMs ? 'nothing' : 'leave'
}
