import { Box } from 'ink'
import { type KeyBinding, type KeyScope, keyTable, shownKey } from '../keys/key-table.ts'
import { cutToWidth, widthOf } from '../text/graphemes.ts'
import { useLook } from './look.ts'
import { Tinted } from './Tinted.tsx'

export const footerRows = 1

/** The keys of a screen that are worth a place at the bottom, such as `Enter send`. `instead` replaces what a key is
 * said to do by its action. */
export function hintsOf(scope: KeyScope, instead: Readonly<Record<string, string>> = {}): string[] {
  return (keyTable as readonly KeyBinding[])
    .filter((entry) => entry.hint && (entry.scope === scope || entry.scope === 'everywhere'))
    .toSorted((a, b) => Number(a.scope === 'everywhere') - Number(b.scope === 'everywhere'))
    .map((entry) => `${shownKey(entry.keys[0] ?? '')} ${instead[entry.action] ?? entry.hint}`)
}

const separator = ' · '

/** What fits of hints (left) and facts (right), both from the first on; the first fact goes before the last hint. */
export function footerTexts(
  hints: readonly string[],
  facts: readonly string[],
  columns: number,
): [string, string] {
  const shown = facts.slice(0, 1).filter((fact) => widthOf(fact) <= columns / 2)
  let left = joinWhatFits(hints, columns - widthOf(shown.join('')) - 2)
  for (const fact of facts.slice(1)) {
    const width = widthOf([...shown, fact].join(separator)) + widthOf(left) + 2
    if (width <= columns) shown.push(fact)
  }
  const right = shown.join(separator)
  if (!right) left = joinWhatFits(hints, columns)
  return [left, right]
}

function joinWhatFits(parts: readonly string[], columns: number): string {
  let joined = ''
  for (const part of parts) {
    const next = joined ? joined + separator + part : part
    if (widthOf(next) > columns) break
    joined = next
  }
  return joined || cutToWidth(parts[0] ?? '', columns)
}

type Props = {
  readonly columns: number
  readonly hints: readonly string[]
  readonly facts: readonly string[]
}

export function Footer({ columns, hints, facts }: Props) {
  const look = useLook()
  const [left, right] = footerTexts(hints, facts, columns - 2)
  return (
    <Box flexShrink={0} justifyContent="space-between" paddingX={1}>
      <Tinted tint={look.muted} wrap="truncate">
        {left}
      </Tinted>
      <Tinted tint={look.muted} wrap="truncate">
        {right}
      </Tinted>
    </Box>
  )
}
