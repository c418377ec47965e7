import type { Database } from 'bun:sqlite'
import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'
import { users } from '../../../drizzle/schema/schema.ts'
import type { User } from '../../account/account.ts'
import { AuraError } from '../../errors.ts'
import type { UserStore } from '../../store.ts'
import type { Vault } from '../../vault.ts'
import { takeLink, usableLink } from './links.ts'
import { write } from './open-database.ts'
import { isUniqueViolation } from './store-error.ts'

const emailPurpose = 'users.email'

export function createUserStore(database: Database, vault: Vault): UserStore {
  const db = drizzle(database)
  const byId = db
    .select()
    .from(users)
    .where(eq(users.id, sql.placeholder('id')))
    .prepare()
  const byEmail = db
    .select()
    .from(users)
    .where(eq(users.emailHash, sql.placeholder('emailHash')))
    .prepare()
  const owner = db.select().from(users).where(eq(users.role, 'owner')).prepare()

  const findLink = usableLink(database)

  async function open(row: typeof users.$inferSelect): Promise<User> {
    const cells = await vault.forOwner(row.id)
    return {
      id: row.id,
      role: row.role,
      email: cells.open({ table: 'users', column: 'email_sealed', row: row.id }, row.emailSealed),
      name: cells.open({ table: 'users', column: 'name_sealed', row: row.id }, row.nameSealed),
      timeZone: row.timeZone,
      createdAt: row.createdAt,
    }
  }

  return {
    async create({ user, passwordHash, link }) {
      const { id, role, email, name, timeZone, createdAt } = user
      const emailHash = vault.lookupHash(emailPurpose, email)
      const taken = () =>
        new AuraError('conflict', 'This e-mail address is taken, or there is an owner already.')
      const expired = () => new AuraError('link-expired', 'This link is no longer valid.')
      if (link && !findLink.get({ ...link })) throw expired()
      if (byEmail.get({ emailHash }) || (role === 'owner' && owner.get())) throw taken()
      await vault.createDataKey(id)
      const cells = await vault.forOwner(id)
      const row = {
        id,
        role,
        emailSealed: cells.seal({ table: 'users', column: 'email_sealed', row: id }, email),
        emailHash,
        nameSealed: cells.seal({ table: 'users', column: 'name_sealed', row: id }, name),
        passwordHash,
        timeZone,
        createdAt,
      }
      try {
        write(database, () => {
          if (link && !takeLink(database, link)) throw expired()
          db.insert(users).values(row).run()
        })
      } catch (error) {
        // The key of an account that did not come to be opens nothing: away with it. If that fails too, what
        // matters is why the account could not be made.
        await vault.destroyDataKey(id).catch(() => undefined)
        throw isUniqueViolation(error) ? taken() : error
      }
    },

    async find(id) {
      const row = byId.get({ id })
      return row && open(row)
    },

    async findOwner() {
      const row = owner.get()
      return row && open(row)
    },

    async findByEmail(email) {
      const row = byEmail.get({ emailHash: vault.lookupHash(emailPurpose, email) })
      return row && { user: await open(row), passwordHash: row.passwordHash }
    },
  }
}
