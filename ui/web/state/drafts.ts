/** What was written and not sent, by conversation. Lives as long as the page, also through a sign-in. */
export type Drafts = {
  readonly get: (conversationId: string) => string
  readonly set: (conversationId: string, text: string) => void
  /** Puts a text that came back before what was written since. */
  readonly putBefore: (conversationId: string, text: string) => void
}

export function createDrafts(): Drafts {
  const drafts = new Map<string, string>()
  const get = (conversationId: string) => drafts.get(conversationId) ?? ''
  const set = (conversationId: string, text: string) =>
    void (text ? drafts.set(conversationId, text) : drafts.delete(conversationId))
  return {
    get,
    set,
    putBefore: (conversationId, text) =>
      set(conversationId, [text, get(conversationId)].filter(Boolean).join('\n')),
  }
}
