import { lstatSync, readdirSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { prepareDataDirectory } from '../../core/adapters/disk/data-directory.ts'
import type { Config } from '../../core/config/config.ts'
import { systemPorts } from '../deps.ts'
import { openData } from '../open-data.ts'
import { type Check, check } from './check.ts'

const gib = 2 ** 30
/** Below this the disk is nearly full. */
const warnFreeBytes = 2 * gib
const failFreeBytes = gib / 4

/** Data directory, its files, its disk, and both databases. */
export async function dataChecks(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Check[]> {
  const { dataDirectory } = config
  const directory = await check('data.directory', () => {
    prepareDataDirectory(dataDirectory, process.getuid?.() ?? 0)
    return { status: 'ok', found: `${dataDirectory} is private.` }
  })
  if (directory.status === 'fail') return [directory]
  return [
    directory,
    await check('data.files', () => fileModes(dataDirectory)),
    await check('data.disk', () => freeSpace(dataDirectory)),
    await check('data.store', async () => {
      await using data = openData(config, env, systemPorts)
      await data.store.probeWrite()
      return { status: 'ok', found: 'Databases open, the master key fits, and a write works.' }
    }),
  ]
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
