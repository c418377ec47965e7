/** What was written and not sent, by conversation. Lives as long as the page, also through a sign-in. */
export type Drafts = {
  readonly get: (conversationId: string) => string
  readonly set: (conversationId: string, text: string) => void
}

export function createDrafts(): Drafts {
  const drafts = new Map<string, string>()
  return {
    get: (conversationId) => drafts.get(conversationId) ?? '',
    set: (conversationId, text) =>
      void (text ? drafts.set(conversationId, text) : drafts.delete(conversationId)),
  }
}
