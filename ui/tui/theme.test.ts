import { describe, expect, test } from 'bun:test'
import { auraHues } from '../shared/aura.ts'
import { type Background, backgroundFromEnvironment, colorDepth, createTheme, palettes } from './theme.ts'

const backgrounds = {
  light: ['#FBF6F0', '#FFFFFF'],
  dark: ['#1A1416', '#000000'],
  unknown: ['#FFFFFF', '#1A1416'],
} as const

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

describe('the theme', () => {
  for (const background of Object.keys(palettes) as Background[])
    for (const [token, color] of Object.entries(palettes[background])) {
      // Colours for an unknown background must hold on two opposite ones, so they can only reach 3.9.
      const least = token === 'line' ? 3 : background === 'unknown' ? 3.9 : 4.5
      test(`${token} can be read on a background that is ${background}`, () => {
        for (const behind of backgrounds[background])
          expect(contrast(color, behind)).toBeGreaterThanOrEqual(least)
      })
    }

  for (const background of ['light', 'dark'] as const)
    test(`every aura can be seen on a ${background} background`, () => {
      const theme = createTheme('truecolor', background)
      for (let index = 0; index < 360; index += 1)
        for (const behind of backgrounds[background])
          expect(contrast(theme.aura(String(index)) ?? '', behind)).toBeGreaterThanOrEqual(3)
    })

  test('without colours no token has one', () => {
    const { depth: _, background: __, aura, ...tokens } = createTheme('none', 'dark')
    expect(Object.values(tokens).every((color) => color === undefined)).toBe(true)
    expect(aura('x')).toBeUndefined()
  })

  test('256 colours are named by index and 16 by name', () => {
    expect(createTheme('256', 'dark').accent).toMatch(/^ansi256\(\d+\)$/)
    expect(createTheme('16', 'dark').plum).toBe('magenta')
    expect(createTheme('16', 'dark').aura('x')).toMatch(/^[a-z]+$/)
    expect(auraHues('x')[0]).toBeLessThan(360)
  })
})

test('the depth is what the terminal says', () => {
  expect(colorDepth(false, { COLORTERM: 'truecolor' })).toBe('none')
  expect(colorDepth(true, { COLORTERM: 'truecolor', TERM: 'xterm' })).toBe('truecolor')
  expect(colorDepth(true, { TERM: 'xterm-256color' })).toBe('256')
  expect(colorDepth(true, { TERM: 'xterm' })).toBe('16')
})

test('the background is taken from COLORFGBG where it is set', () => {
  expect(backgroundFromEnvironment({ COLORFGBG: '0;15' })).toBe('light')
  expect(backgroundFromEnvironment({ COLORFGBG: '15;default;0' })).toBe('dark')
  expect(backgroundFromEnvironment({})).toBe('unknown')
})
