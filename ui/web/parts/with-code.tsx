import type { JSX } from 'preact'

/** Text of our own in which a command stands between backticks, or alone. */
export function WithCode({ text }: { readonly text: string }): JSX.Element {
  // Some errors give nothing but the command.
  if (text.startsWith('aura ')) return <code>{text}</code>
  const parts = text.split('`')
  return (
    <>
      {parts.map((part, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts never move
        index % 2 === 1 && index < parts.length - 1 ? <code key={index}>{part}</code> : part,
      )}
    </>
  )
}
