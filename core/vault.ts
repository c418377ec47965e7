import type { Id } from './ids.ts'

/** Where a sealed cell lives. With owner and key id it is the associated data of the seal, so a cell that
 * is moved to another place, or another owner, does not open. */
export type CellPlace = { readonly table: string; readonly column: string; readonly row: Id }

/** Seals and opens the cells of one owner with AES-256-GCM under that owner's data key. */
export type OwnerVault = {
  readonly seal: (place: CellPlace, plaintext: string) => Uint8Array
  /** Throws `store-unreadable` when the cell was changed or moved, or was sealed by another key. */
  readonly open: (place: CellPlace, sealed: Uint8Array) => string
}

/** Keeps the keys: a data key per owner, wrapped by the master key, apart from the data. */
export type Vault = {
  /** Makes the owner's data key. Rejects with `conflict` if there is one already or it was destroyed. */
  readonly createDataKey: (owner: Id) => Promise<void>
  /** After this nothing of the owner's opens again, here or in any backup of the data. Rejects with
   * `store-locked` when the key no longer serves but could not be wiped from disk yet; repeating it wipes it. */
  readonly destroyDataKey: (owner: Id) => Promise<void>
  /** Rejects with `store-unreadable` when the owner has no data key or it was destroyed. */
  readonly forOwner: (owner: Id) => Promise<OwnerVault>
  /** Keyed hash for looking up a sealed value (an e-mail address), hex. */
  readonly lookupHash: (purpose: string, value: string) => string
  /** The pepper of password hashes: 32 bytes that never change over the life of an instance. */
  readonly passwordPepper: () => Uint8Array
}
