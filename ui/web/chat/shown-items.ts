import type { MessageJson } from '../../../core/http/client.ts'
import { dayKey } from '../../shared/format-time.ts'

/** A line of the conversation as it is drawn: a day, or a message. */
export type ShownItem =
  | { readonly type: 'day'; readonly key: string; readonly at: number }
  | { readonly type: 'message'; readonly key: string; readonly message: MessageJson }

/** The messages with a line before the first of each day. */
export function shownItems(messages: readonly MessageJson[], timeZone: string): readonly ShownItem[] {
  const items: ShownItem[] = []
  let lastDay: string | undefined
  for (const message of messages) {
    const day = dayKey(message.createdAt, timeZone)
    if (day !== lastDay) items.push({ type: 'day', key: `day-${day}-${message.id}`, at: message.createdAt })
    lastDay = day
    items.push({ type: 'message', key: message.id, message })
  }
  return items
}

/** The own message that may be answered anew: the last one, and only what stands after it. */
export function lastOwnMessageId(messages: readonly MessageJson[]): string | undefined {
  return messages.findLast(({ role }) => role === 'user')?.id
}
