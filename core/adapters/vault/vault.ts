import type { Database } from 'bun:sqlite'
import { createHmac } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import { diskFull, isDiskFull } from '../../disk-full.ts'
import { AuraError } from '../../errors.ts'
import type { Id, NewId } from '../../ids.ts'
import type { RandomBytes } from '../../random.ts'
import type { CellPlace, OwnerVault, Vault } from '../../vault.ts'
import { keyLength, openBytes, sealBytes } from './cell.ts'

export type VaultOptions = {
  /** keys.db, migrated. The caller closes it. */
  readonly keys: Database
  /** 32 bytes from outside both databases. */
  readonly masterKey: Uint8Array
  readonly clock: Clock
  readonly newId: NewId
  readonly randomBytes: RandomBytes
}

type DataKeyRow = { readonly id: Id; readonly wrapped: Uint8Array | null }
type SecretName = 'lookup' | 'pepper'

/** The vault over keys.db. Throws `store-unreadable` when the master key is not the one that wrapped what is
 * there. */
export function createVault({ keys, masterKey, clock, newId, randomBytes }: VaultOptions): Vault {
  const findKey = keys.query<DataKeyRow, [string]>('SELECT id, wrapped FROM data_keys WHERE owner_id = ?')
  const opened = new Map<Id, OwnerVault>()
  const lookupKey = instanceSecret(keys, masterKey, 'lookup', randomBytes)
  const pepper = instanceSecret(keys, masterKey, 'pepper', randomBytes)

  return {
    async createDataKey(owner) {
      const id = newId()
      const wrapped = sealBytes(masterKey, dataKeyPlace(id, owner), randomBytes(keyLength))
      const { changes } = keysWork(() =>
        keys
          .query(
            'INSERT INTO data_keys (id, owner_id, wrapped, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
          )
          .run(id, owner, wrapped, clock.now()),
      )
      if (changes === 0) throw new AuraError('conflict', 'This account has had a data key before.')
    },

    async destroyDataKey(owner) {
      opened.delete(owner)
      keysWork(() =>
        keys
          .query(
            'UPDATE data_keys SET wrapped = NULL, destroyed_at = ? WHERE owner_id = ? AND wrapped IS NOT NULL',
          )
          .run(clock.now(), owner),
      )
      // The old page must not live on in the write-ahead log.
      const log = keysWork(() => keys.query<{ busy: number }, []>('PRAGMA wal_checkpoint(TRUNCATE)').get())
      if (log?.busy)
        throw new AuraError(
          'store-locked',
          'The key is destroyed, but a copy of it is still in the log of keys.db.',
          {
            why: 'Another process is reading keys.db.',
            fix: 'Try again in a moment.',
            retryAfterSeconds: 5,
          },
        )
    },

    async forOwner(owner) {
      const known = opened.get(owner)
      if (known) return known
      const row = findKey.get(owner)
      const key = row?.wrapped ? openBytes(masterKey, dataKeyPlace(row.id, owner), row.wrapped) : undefined
      if (!row || !key)
        throw new AuraError('store-unreadable', 'The data of this account cannot be opened.', {
          why:
            row && !row.wrapped
              ? 'Its key was destroyed.'
              : 'Its key is missing from keys.db or was changed.',
          fix: 'If keys.db was lost, put its escrow copy back.',
        })
      const vault = ownerVault(owner, row.id, key)
      opened.set(owner, vault)
      return vault
    },

    lookupHash: (purpose, value) =>
      createHmac('sha256', lookupKey).update(`${purpose}\n${value}`, 'utf8').digest('hex'),

    passwordPepper: () => pepper,
  }
}

/** Runs a write to keys.db; what SQLite refuses becomes an error that says what to do. */
function keysWork<Result>(work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (isDiskFull(error))
      throw diskFull(
        'The key of an account cannot be stored.',
        'Free some space on the disk of the data directory and try again.',
        error,
      )
    throw new AuraError('unavailable', 'The key of an account could not be stored.', {
      why: 'keys.db refused the change.',
      fix: 'Try again; if it stays so, look at the disk: `aura doctor`.',
      cause: error,
    })
  }
}

function ownerVault(owner: Id, keyId: Id, key: Uint8Array): OwnerVault {
  const associated = ({ table, column, row }: CellPlace) => [table, column, row, owner, keyId].join('\n')
  return {
    seal: (place, plaintext) => sealBytes(key, associated(place), Buffer.from(plaintext, 'utf8')),
    open(place, sealed) {
      const plaintext = openBytes(key, associated(place), sealed)
      if (!plaintext)
        throw new AuraError('store-unreadable', 'A stored text cannot be opened.', {
          why: `A cell of ${place.table}.${place.column} was changed or moved.`,
          fix: 'Restore the last backup.',
        })
      return Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength).toString('utf8')
    },
  }
}

function dataKeyPlace(keyId: Id, owner: Id): string {
  return `data_keys\nwrapped\n${keyId}\n${owner}`
}

/** A random secret of this instance, made the first time it is asked for. */
function instanceSecret(
  keys: Database,
  masterKey: Uint8Array,
  name: SecretName,
  randomBytes: RandomBytes,
): Uint8Array {
  const place = `instance_secrets\nwrapped\n${name}`
  keys
    .query('INSERT INTO instance_secrets (name, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING')
    .run(name, sealBytes(masterKey, place, randomBytes(keyLength)))
  const row = keys
    .query<{ wrapped: Uint8Array }, [string]>('SELECT wrapped FROM instance_secrets WHERE name = ?')
    .get(name)
  const secret = row ? openBytes(masterKey, place, row.wrapped) : undefined
  if (!secret)
    throw new AuraError('store-unreadable', 'The master key does not open this data.', {
      why: 'It is not the key that this data directory was made with, or keys.db was changed.',
      fix: 'Give the right key: AURA_MASTER_KEY_FILE, or master.key in the data directory.',
    })
  return secret
}
