import latinExtended from '@fontsource-variable/nunito/files/nunito-latin-ext-wght-normal.woff2' with {
  type: 'file',
}
import latin from '@fontsource-variable/nunito/files/nunito-latin-wght-normal.woff2' with { type: 'file' }

const latinRange =
  'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD'
const latinExtendedRange =
  'U+0100-0130,U+0132-0151,U+0154-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF'

/** Makes Nunito known to the page; a file is loaded when a character of its range is first shown. Declared here
 * and not in CSS, where the bundler would write the font into the stylesheet as `data:`. */
export function addFont(fonts: FontFaceSet): void {
  const add = (address: string, unicodeRange: string) =>
    fonts.add(
      new FontFace('Nunito Variable', `url("${absolute(address)}") format("woff2")`, {
        weight: '200 1000',
        display: 'swap',
        unicodeRange,
      }),
    )
  add(latin, latinRange)
  add(latinExtended, latinExtendedRange)
}

/** A build without a public path gives addresses relative to the script, and pages lie at several depths. */
function absolute(address: string): string {
  return address.startsWith('/') ? address : new URL(address, import.meta.url).href
}
