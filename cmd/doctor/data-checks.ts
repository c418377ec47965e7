import { existsSync, lstatSync, readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { prepareDataDirectory } from '../../core/adapters/disk/data-directory.ts'
import { inspectDatabase } from '../../core/adapters/sqlite/inspect-database.ts'
import type { Config } from '../../core/config/config.ts'
import { dataMigrations, keyMigrations } from '../../drizzle/migrations.ts'
import { systemPorts } from '../deps.ts'
import { dataFile, keysFile, openData } from '../open-data.ts'
import { type Check, check } from './check.ts'

const gib = 2 ** 30
/** Below this the disk is nearly full. */
const warnFreeBytes = 2 * gib
const failFreeBytes = gib / 4

/** Data directory, its files, its disk, and both databases. Makes nothing and brings nothing up to date: a daemon
 * of another version may be using it. */
export async function dataChecks(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Check[]> {
  const { dataDirectory } = config
  if (!existsSync(dataDirectory))
    return [
      {
        id: 'data.directory',
        status: 'skip',
        found: `${dataDirectory} is not there yet: aura serve makes it.`,
      },
    ]
  const directory = await check('data.directory', () => {
    prepareDataDirectory(dataDirectory)
    return { status: 'ok', found: `${dataDirectory} is private.` }
  })
  if (directory.status === 'fail') return [directory]
  return [
    directory,
    await check('data.files', () => fileModes(dataDirectory)),
    await check('data.disk', () => freeSpace(dataDirectory)),
    await check(storeCheck, () => lookAtDatabases(config, env)),
  ]
}

/** Whether someone can sign in. */
export function ownerCheck(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Check> {
  return check('account.owner', async () => {
    await using opened = openData(config, env, systemPorts)
    return (await opened.store.users.findOwner())
      ? { status: 'ok', found: 'There is an owner.' }
      : {
          status: 'warn',
          found: 'There is no account yet.',
          fix: 'Open the link that aura serve prints when it starts.',
        }
  })
}

/** Whether the databases can be opened without being made or brought up to date. */
export function canOpenData(checks: readonly Check[]): boolean {
  return checks.some(({ id, status }) => id === storeCheck && status === 'ok')
}

const storeCheck = 'data.store'

async function lookAtDatabases(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Omit<Check, 'id'>> {
  const [data, keys] = [dataFile(config.dataDirectory), keysFile(config.dataDirectory)]
  if (!existsSync(data))
    return { status: 'skip', found: 'There are no databases yet: aura serve makes them.' }
  const missing =
    inspectDatabase(data, dataMigrations) + (existsSync(keys) ? inspectDatabase(keys, keyMigrations) : 0)
  if (missing > 0)
    return {
      status: 'warn',
      found: `The databases are of an older Aura (${missing} ${missing === 1 ? 'migration is' : 'migrations are'} missing).`,
      fix: 'Start aura serve of this version, after ending an older one: it brings them up to date.',
    }
  await using opened = openData(config, env, systemPorts)
  await opened.store.probeWrite()
  return { status: 'ok', found: 'Databases are whole, the master key fits, and a write works.' }
}

function fileModes(dataDirectory: string): Omit<Check, 'id'> {
  const open = readdirSync(dataDirectory).filter((name) => {
    const { mode } = lstatSync(join(dataDirectory, name))
    return (mode & 0o077) !== 0
  })
  if (open.length === 0) return { status: 'ok', found: 'Only you can read the files in it.' }
  return {
    status: 'warn',
    found: `Their mode lets others read: ${open.join(', ')} (the directory itself keeps them out).`,
    fix: `chmod -R go= ${dataDirectory}`,
  }
}

function freeSpace(dataDirectory: string): Omit<Check, 'id'> {
  const { bavail, bsize } = statfsSync(dataDirectory)
  const free = bavail * bsize
  const found = `${(free / gib).toFixed(1)} GiB are free on the disk of the data directory.`
  if (free >= warnFreeBytes) return { status: 'ok', found }
  return { status: free < failFreeBytes ? 'fail' : 'warn', found, fix: 'Free some space.' }
}
