import { describe, expect, test } from 'bun:test'
import { AuraError, type CompanionJson } from '../core/http/client.ts'
import { pickCompanion } from './pick-companion.ts'

const companion = (name: string, id: string): CompanionJson => ({
  id,
  name,
  personality: '',
  greeting: '',
  language: 'en',
  createdAt: 0,
  updatedAt: 0,
})
const luna = companion('Luna', '019ab2c4-1111-7000-8000-000000000001')
const zoe = companion('Zoë', '019ab2c4-2222-7000-8000-000000000002')
const wren = companion("Professor Wren's Owl", '019ab2c5-3333-7000-8000-000000000003')
const all = [luna, zoe, wren]

function refusal(act: () => unknown): AuraError {
  try {
    act()
  } catch (error) {
    if (error instanceof AuraError) return error
  }
  throw new Error('nothing was refused')
}

describe('the companion that is meant', () => {
  test('is found by id, by the beginning of an id, and by name in any case and composition', () => {
    expect(pickCompanion(all, zoe.id)).toBe(zoe)
    expect(pickCompanion(all, '019ab2c5')).toBe(wren)
    expect(pickCompanion(all, 'LUNA')).toBe(luna)
    expect(pickCompanion(all, 'zoe\u0308')).toBe(zoe)
  })

  test('is the only one there is when nothing is said', () => {
    expect(pickCompanion([luna], undefined)).toBe(luna)
    expect(refusal(() => pickCompanion(all, undefined)).kind).toBe('invalid-input')
  })

  test('is not guessed: near names are offered, with a command that can be pasted', () => {
    const error = refusal(() => pickCompanion(all, 'luma'))
    expect(error).toMatchObject({ kind: 'not-found', why: 'Did you mean Luna?', fix: 'aura chat Luna' })
    expect(refusal(() => pickCompanion(all, 'prof')).fix).toBe("aura chat 'Professor Wren'\\''s Owl'")
    expect(refusal(() => pickCompanion(all, 'Xaver')).why).toBe(
      "There are Luna, Zoë, and Professor Wren's Owl.",
    )
  })

  test('is asked for by id when two have one name, or one beginning', () => {
    const twin = {
      ...companion('luna', '019ab2c4-1111-7000-8000-000000000004'),
      personality: 'A pirate who never was at sea and tells of it at great length.',
    }
    const error = refusal(() => pickCompanion([luna, twin], 'Luna'))
    expect(error.kind).toBe('invalid-input')
    expect(error.why).toBe(
      [
        'Their ids tell them apart:',
        `  ${luna.id}  Luna`,
        `  ${twin.id}  luna: A pirate who never was at sea and tells of it at…`,
      ].join('\n'),
    )
    const other = companion('Luna', '019ab2c9-5555-7000-8000-000000000004')
    const { fix } = refusal(() => pickCompanion([other, luna], 'Luna'))
    expect(fix).toBe('aura chat 019ab2c9')
    expect(pickCompanion([other, luna], '019ab2c9')).toBe(other)
    expect(pickCompanion([luna, twin], twin.id)).toBe(twin)
    expect(refusal(() => pickCompanion(all, '019ab2c4')).kind).toBe('invalid-input')
  })

  test('is not asked for by nothing', () => {
    for (const wanted of ['', '  ', '\u001b[2J']) {
      const error = refusal(() => pickCompanion(all, wanted))
      expect(error).toMatchObject({ kind: 'invalid-input', fix: 'aura chat Luna' })
    }
    expect(refusal(() => pickCompanion([luna], '')).why).toBe('There is only Luna.')
  })

  test('is not there while there are none', () => {
    expect(refusal(() => pickCompanion([], undefined)).kind).toBe('not-found')
  })

  test('a hostile name does not reach the terminal', () => {
    const evil = companion('Ev\u001b[2Jil', '019ab2c7-5555-7000-8000-000000000005')
    const error = refusal(() => pickCompanion([evil, luna], 'nobody\u001b[2J'))
    expect(error.message + error.why + error.fix).not.toContain('\u001b')
  })
})
