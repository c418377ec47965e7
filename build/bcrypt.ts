import type { BunPlugin } from 'bun'

/**
 * Bun would embed bcrypt's library and write it to the temporary directory at load, which fails where that is
 * read-only or noexec. The binding is taken from the extracted native pack instead.
 */
export const bcrypt: BunPlugin = {
  name: 'bcrypt',
  setup(build) {
    build.onLoad({ filter: /\/@node-rs\/bcrypt\/binding\.js$/ }, () => ({
      contents: `
        const loaded = { exports: {} }
        process.dlopen(loaded, globalThis[Symbol.for('aura.native')].directory + '/bcrypt/bcrypt.node')
        module.exports = loaded.exports`,
      loader: 'js',
    }))
  },
}
