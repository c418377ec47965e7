/**
 * Native code cannot be loaded from inside the executable: the dynamic linker wants files, and siblings beside
 * each other (RUNPATH `$ORIGIN`). The build therefore embeds compressed packs which are extracted at first use.
 */

/** `bcrypt`: the password hash. `cpu`: llama.cpp with all its CPU variants. `vulkan`: the same with Vulkan. */
export type NativePackName = 'bcrypt' | 'cpu' | 'vulkan'

/** One file of a pack. `path` is relative to the pack's root. */
export type PackFile = {
  readonly path: string
  readonly sizeBytes: number
  /** Lower-case hex. */
  readonly sha256: string
  readonly content: PackContent
}

/** `blob`: the next bytes of the archive. `link`: equal to an earlier file, `pack` being this pack or one it needs. */
export type PackContent =
  | { readonly kind: 'blob' }
  | { readonly kind: 'link'; readonly pack: NativePackName; readonly path: string }

export type NativePack = {
  readonly name: NativePackName
  /** Where the pack lies inside the extracted directory, for example `bins/linux-x64`. */
  readonly root: string
  /** Packs that must be extracted before this one. */
  readonly needs: readonly NativePackName[]
  readonly files: readonly PackFile[]
  /** The zstd archive of the concatenated blobs, in the order of `files`. */
  readonly archive: string
}

/** All packs of one executable. `id` depends on the content of every file in them. */
export type NativePackSet = {
  readonly id: string
  readonly packs: readonly NativePack[]
}
