import foundation from './0001_foundation.sql' with { type: 'text' }
import keys from './keys/0001_keys.sql' with { type: 'text' }

/** One forward-only step of a database's shape. A step that was released is never edited: its hash is stored. */
export type Migration = { readonly number: number; readonly name: string; readonly sql: string }

/** Of aura.db. */
export const dataMigrations: readonly Migration[] = [{ number: 1, name: 'foundation', sql: foundation }]

/** Of keys.db. */
export const keyMigrations: readonly Migration[] = [{ number: 1, name: 'keys', sql: keys }]
