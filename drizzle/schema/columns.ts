import { customType } from 'drizzle-orm/sqlite-core'

/** A sealed cell: what a Vault made, and only it opens. */
export const sealed = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'blob',
})
