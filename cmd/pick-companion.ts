import { AuraError, type CompanionJson } from '../core/http/client.ts'
import { plainLine } from '../ui/tui/text/plain-text.ts'

/** The companion that a person means by a name, an id, or the beginning of an id; the only one there is when
 * nothing was said. Throws `not-found` or, when several are meant, `invalid-input`. */
export function pickCompanion(
  companions: readonly CompanionJson[],
  wanted: string | undefined,
): CompanionJson {
  const first = companions[0]
  if (wanted !== undefined && plainLine(wanted).trim() === '')
    throw new AuraError('invalid-input', 'The name of the companion is empty.', {
      why: first ? there(companions) : 'There are no companions yet.',
      fix: first ? `aura chat ${quoted(first.name)}` : 'aura chat',
    })
  if (!first)
    throw new AuraError('not-found', 'There are no companions yet.', {
      why: 'Someone must be made before one can talk to them.',
      fix: 'Run `aura chat` at a terminal and press n.',
    })
  if (wanted === undefined) {
    if (companions.length === 1) return first
    throw new AuraError('invalid-input', 'Several companions could answer.', {
      why: there(companions),
      fix: `aura chat ${quoted(first.name)} -m "…"`,
    })
  }
  const meant = meantBy(companions, wanted)
  if (meant.length > 1) {
    const length = tellingLength(companions)
    throw new AuraError('invalid-input', `Several companions are meant by ${plainLine(wanted)}.`, {
      why: `Their ids tell them apart:\n${meant.map((one) => described(one, length)).join('\n')}`,
      fix: `aura chat ${meant[0]?.id.slice(0, length)}`,
    })
  }
  if (meant[0]) return meant[0]
  const nearest = nearestTo(companions, wanted)
  throw new AuraError('not-found', `There is no companion called ${plainLine(wanted)}.`, {
    why: nearest.length > 0 ? `Did you mean ${listed(nearest, 'or')}?` : there(companions),
    fix: `aura chat ${quoted((nearest[0] ?? first).name)}`,
  })
}

/** Shorter beginnings of an id say too little: all ids of one minute begin alike. */
const leastIdLength = 8

function meantBy(companions: readonly CompanionJson[], wanted: string): readonly CompanionJson[] {
  const byId = companions.filter(({ id }) => id === wanted)
  if (byId.length > 0) return byId
  const byName = companions.filter(({ name }) => folded(name) === folded(wanted))
  if (byName.length > 0 || wanted.length < leastIdLength) return byName
  return companions.filter(({ id }) => id.startsWith(wanted.toLowerCase()))
}

/** How much of an id tells each companion from all others. */
function tellingLength(companions: readonly CompanionJson[]): number {
  const ids = companions.map(({ id }) => id)
  const longest = Math.max(...ids.map(({ length }) => length))
  for (let length = leastIdLength; length < longest; length++) {
    const beginnings = new Set(ids.map((id) => id.slice(0, length)))
    if (beginnings.size === ids.length && ![...beginnings].some((id) => id.endsWith('-'))) return length
  }
  return longest
}

const mostShownCharacters = 48

/** A companion in one line: id, name, and how its personality begins. */
function described({ id, name, personality }: CompanionJson, idLength: number): string {
  const about = [...plainLine(personality).trim()]
  const beginning = about.slice(0, mostShownCharacters).join('').trimEnd()
  const text = about.length > mostShownCharacters ? `${beginning}…` : beginning
  return `  ${id.slice(0, idLength)}  ${plainLine(name)}${text ? `: ${text}` : ''}`
}

function there(companions: readonly CompanionJson[]): string {
  return companions.length === 1 ? `There is only ${listed(companions)}.` : `There are ${listed(companions)}.`
}

const folded = (text: string): string => plainLine(text).normalize('NFKC').toLocaleLowerCase()

const mostListed = 6

function listed(companions: readonly CompanionJson[], joint: 'and' | 'or' = 'and'): string {
  const names = companions.slice(0, mostListed).map(({ name }) => plainLine(name))
  const rest = companions.length - names.length
  const all = rest > 0 ? [...names, `${rest} more`] : names
  return new Intl.ListFormat('en', { type: joint === 'and' ? 'conjunction' : 'disjunction' }).format(all)
}

/** Names that differ in a few letters, or that begin alike. */
function nearestTo(companions: readonly CompanionJson[], wanted: string): readonly CompanionJson[] {
  const target = folded(wanted)
  return companions
    .map((companion) => ({ companion, distance: editDistance(folded(companion.name), target) }))
    .filter(({ companion, distance }) => {
      const name = folded(companion.name)
      return (
        distance <= Math.max(1, Math.floor(target.length / 3)) || (target !== '' && name.startsWith(target))
      )
    })
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ companion }) => companion)
}

/** How many letters must be added, removed or changed (Levenshtein). */
function editDistance(one: string, other: string): number {
  const [a, b] = [[...one], [...other]]
  let row = b.map((_, index) => index + 1)
  for (const [i, left] of a.entries()) {
    const next: number[] = []
    for (const [j, right] of b.entries()) {
      const replaced = (j === 0 ? i : (row[j - 1] ?? 0)) + (left === right ? 0 : 1)
      const removed = (row[j] ?? 0) + 1
      const added = (j === 0 ? i + 1 : (next[j - 1] ?? 0)) + 1
      next.push(Math.min(replaced, removed, added))
    }
    row = next
  }
  return row.at(-1) ?? a.length
}

/** As a shell takes it back. */
function quoted(name: string): string {
  const plain = plainLine(name)
  return /^[\w.-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`
}
