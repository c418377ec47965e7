/** One change to the text of a package's file. `find` must occur exactly once. */
export type Edit = { readonly find: string; readonly replace: string }

/**
 * Applies `edits` to `text`. Throws when one does not match exactly once, so that an upgrade of the package
 * breaks the build here and not the program on a user's machine.
 */
export function applyEdits(file: string, text: string, edits: readonly Edit[]): string {
  return edits.reduce((edited, { find, replace }) => {
    const parts = edited.split(find)
    if (parts.length === 2) return parts.join(replace)
    throw new Error(`${file}: expected exactly one match, found ${parts.length - 1}: ${find}`)
  }, text)
}
