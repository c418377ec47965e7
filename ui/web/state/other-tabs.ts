/** Tells the other tabs of this browser that a conversation has changed, so that they need not wait until
 * they look by themselves. */
export type OtherTabs = {
  readonly tell: (conversationId: string) => void
  /** Returns what ends the listening. */
  readonly listen: (onChange: (conversationId: string) => void) => () => void
}

export function createOtherTabs(channel: BroadcastChannel): OtherTabs {
  return {
    tell: (conversationId) => channel.postMessage(conversationId),
    listen(onChange) {
      const onMessage = ({ data }: MessageEvent) => {
        if (typeof data === 'string') onChange(data)
      }
      channel.addEventListener('message', onMessage)
      return () => channel.removeEventListener('message', onMessage)
    },
  }
}
