import type { BunPlugin } from 'bun'

/** Packages of prebuilt libraries: the native packs replace them. */
const prebuilt = /^@node-llama-cpp\//
/** Needed only to compile llama.cpp from source or inside Electron, neither of which aura does. */
const unreachable = /^(cmake-js|simple-git|electron)$/

/** Keeps packages out of the executable that it cannot or need not use. */
export const replacedPackages: BunPlugin = {
  name: 'replaced-packages',
  setup(build) {
    build.onResolve({ filter: prebuilt }, ({ path }) => ({ path, namespace: 'empty' }))
    build.onResolve({ filter: unreachable }, ({ path }) => ({ path, namespace: 'unreachable' }))
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export {}', loader: 'js' }))
    build.onLoad({ filter: /.*/, namespace: 'unreachable' }, ({ path }) => ({
      // They are imported where llama.cpp is only loaded, so it is the call that throws.
      contents: `
        const refuse = () => { throw new Error(${JSON.stringify(`${path} is not part of aura`)}) }
        export { refuse as simpleGit, refuse as default }`,
      loader: 'js',
    }))
  },
}
