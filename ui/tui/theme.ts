import { auraHues } from '../shared/aura.ts'

export type ColorDepth = 'none' | '16' | '256' | 'truecolor'
/** What stands behind the text; `unknown` gets colours that can be read on both. */
export type Background = 'dark' | 'light' | 'unknown'

const tokens = ['muted', 'accent', 'plum', 'sage', 'warn', 'danger', 'line'] as const
type Token = (typeof tokens)[number]

/** Colours as Ink takes them; undefined is the terminal's own. */
export type Theme = { readonly [token in Token]: string | undefined } & {
  readonly depth: ColorDepth
  readonly background: Background
  /** The colour of a companion. */
  readonly aura: (id: string) => string | undefined
}

export const palettes = {
  light: {
    muted: '#5E5046',
    accent: '#AE4426',
    plum: '#6B4A7D',
    sage: '#2F6650',
    warn: '#7F5300',
    danger: '#AB231C',
    line: '#8A796B',
  },
  dark: {
    muted: '#C9B8AE',
    accent: '#F2946F',
    plum: '#CFAEE2',
    sage: '#8CC3A7',
    warn: '#E9B45B',
    danger: '#FF9A8F',
    line: '#95828A',
  },
  unknown: {
    muted: '#837267',
    accent: '#C45131',
    plum: '#995DB9',
    sage: '#3F8367',
    warn: '#9C6C11',
    danger: '#DA372F',
    line: '#81736A',
  },
} as const satisfies Record<Background, Record<Token, string>>

/** Of 16 colours only those that terminals keep apart from both black and white. */
const sixteen: Record<Token, string> = {
  muted: 'gray',
  accent: 'red',
  plum: 'magenta',
  sage: 'green',
  warn: 'yellow',
  danger: 'red',
  line: 'gray',
}

const auraLook = {
  light: [55, 36],
  dark: [65, 74],
  unknown: [50, 48],
} as const satisfies Record<Background, readonly [saturation: number, lightness: number]>

export function createTheme(depth: ColorDepth, background: Background): Theme {
  const color = (token: Token) => {
    if (depth === 'none') return undefined
    return depth === '16' ? sixteen[token] : atDepth(palettes[background][token], depth)
  }
  return {
    muted: color('muted'),
    accent: color('accent'),
    plum: color('plum'),
    sage: color('sage'),
    warn: color('warn'),
    danger: color('danger'),
    line: color('line'),
    depth,
    background,
    aura: (id) => auraColor(auraHues(id)[0], depth, background),
  }
}

const sixteenHues = ['red', 'yellow', 'green', 'cyan', 'blue', 'magenta'] as const

function auraColor(hue: number, depth: ColorDepth, background: Background): string | undefined {
  if (depth === 'none') return undefined
  if (depth === '16') return sixteenHues[Math.round(hue / 60) % sixteenHues.length]
  const [saturation, lightness] = auraLook[background]
  return atDepth(Bun.color(`hsl(${hue}, ${saturation}%, ${lightness}%)`, 'hex') ?? undefined, depth)
}

function atDepth(hex: string | undefined, depth: '256' | 'truecolor'): string | undefined {
  if (hex === undefined || depth === 'truecolor') return hex
  const index = /;(\d+)m$/.exec(Bun.color(hex, 'ansi-256') ?? '')?.[1]
  return index === undefined ? undefined : `ansi256(${index})`
}

type Environment = Readonly<Record<string, string | undefined>>

/** How many colours the terminal says it has. */
export function colorDepth(
  color: boolean,
  { COLORTERM = '', TERM = '', TERM_PROGRAM = '' }: Environment,
): ColorDepth {
  if (!color) return 'none'
  if (/truecolor|24bit/i.test(COLORTERM) || /direct|kitty|ghostty|alacritty/.test(TERM)) return 'truecolor'
  if (/iTerm|WezTerm|vscode/.test(TERM_PROGRAM)) return 'truecolor'
  return /256/.test(TERM) ? '256' : '16'
}

/** What COLORFGBG, which some terminals set, says of the background. */
export function backgroundFromEnvironment({ COLORFGBG }: Environment): Background {
  const index = Number(COLORFGBG?.split(';').at(-1) || Number.NaN)
  if (!Number.isInteger(index)) return 'unknown'
  return index === 7 || index === 15 ? 'light' : 'dark'
}
