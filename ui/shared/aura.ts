/** The two hues (0 to 359) of a companion's aura, made from its id: the same on every surface, and without meaning. */
export function auraHues(id: string): readonly [number, number] {
  let hash = 0x811c9dc5
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  const first = hash % 360
  return [first, (first + 30 + ((hash >>> 9) % 50)) % 360]
}
