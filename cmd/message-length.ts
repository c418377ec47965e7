import { AuraError, maxMessageLength } from '../core/http/client.ts'

const count = new Intl.NumberFormat('en')

/** Refuses a message that no Aura takes, before it is sent. */
export function refuseTooLong(text: string): void {
  if (text.length <= maxMessageLength) return
  throw new AuraError('too-large', 'The message is too long.', {
    why: `It has ${count.format(text.length)} characters; a message has at most ${count.format(maxMessageLength)}.`,
    fix: 'Shorten it, or send it in parts, one after another.',
  })
}
