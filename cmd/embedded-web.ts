/** A file of the web UI inside this executable: its address, its type, and where it can be read. */
export type EmbeddedWebFile = { readonly path: string; readonly contentType: string; readonly file: string }

/**
 * The web UI inside this executable. The build replaces this module (build/embed-web.ts); run from source there is
 * none, and the web UI is built when the daemon starts.
 */
export const embeddedWeb: readonly EmbeddedWebFile[] | undefined = undefined as
  | readonly EmbeddedWebFile[]
  | undefined
