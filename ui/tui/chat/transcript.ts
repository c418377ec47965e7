import { layOut } from '../editor/layout.ts'
import { type MarkdownLook, markdownLines } from '../text/markdown.ts'
import { plainText } from '../text/plain-text.ts'
import type { ChatMessage, ChatState } from './chat-state.ts'
import { isRunning } from './chat-state.ts'

type Speaker = ChatMessage['role']

/** One row of the conversation as it is scrolled. */
export type TranscriptRow =
  | { readonly type: 'blank' }
  | { readonly type: 'name'; readonly who: Speaker }
  | { readonly type: 'text'; readonly who: Speaker; readonly text: string }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'thinking'; readonly ahead: number }

export type TranscriptLook = Omit<MarkdownLook, 'unfinished'>

/** Makes rows and remembers those of messages that did not change, so that only the running reply is rendered. */
export function createTranscript(): (state: ChatState, look: TranscriptLook) => readonly TranscriptRow[] {
  let look: TranscriptLook | undefined
  let known = new Map<string, readonly TranscriptRow[]>()
  return (state, nextLook) => {
    const sameLook =
      look?.columns === nextLook.columns && look.colors === nextLook.colors && look.light === nextLook.light
    const before: ReadonlyMap<string, readonly TranscriptRow[]> = sameLook ? known : new Map()
    look = nextLook
    known = new Map(
      state.messages.map((message) => [message.id, before.get(message.id) ?? messageRows(message, nextLook)]),
    )
    return [...[...known.values()].flat(), ...replyRows(state, nextLook)]
  }
}

function messageRows({ role, text, finishReason }: ChatMessage, look: TranscriptLook): TranscriptRow[] {
  const lines =
    role === 'user'
      ? layOut(plainText(text), look.columns).map((row) => row.text.trimEnd())
      : markdownLines(text, look)
  const note =
    finishReason === 'aborted'
      ? 'stopped'
      : finishReason === 'length'
        ? 'cut at the longest reply'
        : undefined
  return spoken(role, lines, note)
}

function replyRows({ reply, problem }: ChatState, look: TranscriptLook): TranscriptRow[] {
  if (problem?.kept) return spoken('assistant', markdownLines(problem.kept, look), 'broke off')
  if (!reply) return []
  const text = isRunning(reply) ? reply.text : ''
  if (text.trim()) return spoken('assistant', markdownLines(text, { ...look, unfinished: true }))
  return [
    { type: 'name', who: 'assistant' },
    { type: 'thinking', ahead: isRunning(reply) ? reply.ahead : 0 },
    { type: 'blank' },
  ]
}

function spoken(who: Speaker, lines: readonly string[], note?: string): TranscriptRow[] {
  return [
    { type: 'name', who },
    ...lines.map((text): TranscriptRow => ({ type: 'text', who, text })),
    ...(note ? [{ type: 'note', text: note } as const] : []),
    { type: 'blank' },
  ]
}
