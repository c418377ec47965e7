import type { BunPlugin } from 'bun'

/** Ink imports react-devtools-core, which is not installed, behind a development switch: resolve it to nothing. */
export const inkDevtools: BunPlugin = {
  name: 'ink-devtools',
  setup(build) {
    build.onLoad({ filter: /\/ink\/build\/devtools\.js$/ }, () => ({ contents: 'export {}', loader: 'js' }))
  },
}
