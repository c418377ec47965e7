import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { cp, mkdir, readdir, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { emptyPlace, type Finished } from '../support/run-aura.ts'

const root = join(import.meta.dirname, '../..')

/** Stands for the executable: says how it was started. */
const release = '#!/bin/sh\necho "this is aura $*"\n'
const sha256 = (text: string) => new Bun.CryptoHasher('sha256').update(text).digest('hex')

let place: Awaited<ReturnType<typeof emptyPlace>>
let server: ReturnType<typeof Bun.serve>
let published: Map<string, string>
let asked: string[]

beforeEach(async () => {
  place = await emptyPlace()
  published = new Map()
  asked = []
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const { pathname } = new URL(request.url)
      asked.push(pathname)
      const body = published.get(pathname)
      return body === undefined ? new Response('no', { status: 404 }) : new Response(body)
    },
  })
})
afterEach(async () => {
  await server.stop(true)
  await place[Symbol.asyncDispose]()
})

function publish(folder: string, checksum = sha256(release)): void {
  published.set(`/${folder}/aura-linux-x64`, release)
  published.set(`/${folder}/aura-linux-x64.sha256`, `${checksum}  aura-linux-x64\n`)
}

/** Runs a copy of install.sh that lies alone, as after a download, with nothing but a home directory. */
async function install(args: readonly string[], env: Record<string, string> = {}): Promise<Finished> {
  const script = join(place.cwd, 'install.sh')
  await cp(join(root, 'install.sh'), script)
  return await run([script, ...args], {
    PATH: '/usr/bin:/bin',
    HOME: place.home,
    AURA_RELEASE_URL: server.url.origin,
    ...env,
  })
}

async function run(command: readonly string[], env: Record<string, string>, input?: Blob): Promise<Finished> {
  const child = Bun.spawn(['/bin/sh', ...command], {
    cwd: place.path,
    env,
    stdin: input ?? 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited])
  return { code, stdout, stderr }
}

/** A directory with only these programs of /usr/bin, for PATH. */
async function onlyPrograms(names: readonly string[]): Promise<string> {
  const directory = join(place.path, 'programs')
  await mkdir(directory)
  for (const name of names) await symlink(Bun.which(name) ?? `/usr/bin/${name}`, join(directory, name))
  return directory
}

describe('a release is refused', () => {
  test('when its checksum is another one, and nothing is installed', async () => {
    publish('latest/download', sha256('something else'))
    const { code, stderr } = await install([])
    expect(stderr).toStartWith('install.sh: the download is not what was published\n')
    expect(stderr.trimEnd().split('\n')).toHaveLength(3)
    expect(code).toBe(10)
    expect(await readdir(place.home)).toEqual([])
  })

  test('when its checksum is missing, and nothing is installed', async () => {
    publish('latest/download')
    published.delete('/latest/download/aura-linux-x64.sha256')
    expect((await install([])).code).toBe(8)
    expect(await readdir(place.home)).toEqual([])
  })

  test('when its checksum is empty, and nothing is installed', async () => {
    publish('latest/download', '')
    expect((await install([])).code).toBe(10)
    expect(await readdir(place.home)).toEqual([])
  })

  test('when the server does not have it, and nothing is installed', async () => {
    const { code, stderr } = await install(['--version', '9.9.9'])
    expect(stderr).toContain('/download/v9.9.9/aura-linux-x64 could not be downloaded')
    expect(code).toBe(8)
    expect(await readdir(place.home)).toEqual([])
  })

  test('when nothing here can download it', async () => {
    publish('latest/download')
    const PATH = await onlyPrograms(['sh', 'uname', 'dirname', 'grep', 'id', 'cut'])
    const { code, stderr } = await install([], { PATH })
    expect(stderr).toBe(
      'install.sh: Aura cannot be downloaded\n  neither curl nor wget is installed\n  Fix: install curl and run this again\n',
    )
    expect(code).toBe(1)
    expect(asked).toEqual([])
  })

  test('when no address of releases is known', async () => {
    const { code, stderr } = await install([], { AURA_RELEASE_URL: '' })
    expect(stderr).toContain('set AURA_RELEASE_URL')
    expect(code).toBe(1)
  })
})

describe('a release is installed', () => {
  test('where only this user needs rights, and leaves nothing else in the home', async () => {
    publish('latest/download')
    const { code, stdout, stderr } = await install([])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const aura = join(place.home, '.local/bin/aura')
    expect(await Bun.file(aura).text()).toBe(release)
    expect((await stat(aura)).mode & 0o777).toBe(0o755)
    expect((await readdir(place.home, { recursive: true })).sort()).toEqual([
      '.local',
      '.local/bin',
      '.local/bin/aura',
    ])
    expect(stdout).toContain(`${place.home}/.local/bin is not on your PATH`)
  })

  test('over an older one, in one step', async () => {
    const aura = join(place.home, '.local/bin/aura')
    await Bun.write(aura, 'the older one')
    const older = await stat(aura)
    publish('latest/download')
    expect((await install([])).code).toBe(0)
    expect(await Bun.file(aura).text()).toBe(release)
    // Another file took the name: an aura that runs keeps the one it was started from.
    expect((await stat(aura)).ino).not.toBe(older.ino)
  })

  test('in the version that was asked for', async () => {
    publish('download/v1.2.3')
    expect((await install(['--version', '1.2.3'])).code).toBe(0)
    expect(asked).toEqual(['/download/v1.2.3/aura-linux-x64', '/download/v1.2.3/aura-linux-x64.sha256'])
  })

  test('with wget where there is no curl', async () => {
    publish('latest/download')
    const programs = [
      'sh',
      'uname',
      'dirname',
      'grep',
      'id',
      'cut',
      'wget',
      'mktemp',
      'rm',
      'mkdir',
      'cp',
      'mv',
    ]
    const PATH = await onlyPrograms([...programs, 'chmod', 'sha256sum'])
    expect((await install([], { PATH })).code).toBe(0)
    expect(await Bun.file(join(place.home, '.local/bin/aura')).text()).toBe(release)
  })

  test('and started by --serve, with the flags after --', async () => {
    publish('latest/download')
    const { stdout } = await install(['--serve', '--', '--port', '8080'])
    expect(stdout).toEndWith('this is aura serve --port 8080\n')
  })

  test('from a script that is piped into sh', async () => {
    publish('latest/download')
    const env = { PATH: '/usr/bin:/bin', HOME: place.home, AURA_RELEASE_URL: server.url.origin }
    const { code } = await run(['-s', '--', '--serve'], env, Bun.file(join(root, 'install.sh')))
    expect(code).toBe(0)
    expect(await Bun.file(join(place.home, '.local/bin/aura')).text()).toBe(release)
  })
})

describe('--dry-run', () => {
  test('says what would happen, downloads nothing and writes nothing', async () => {
    publish('latest/download')
    const { code, stdout } = await install(['--dry-run', '--serve'])
    expect(stdout).toContain(`Downloading ${server.url.origin}/latest/download/aura-linux-x64`)
    expect(stdout).toContain(`Installing ${place.home}/.local/bin/aura`)
    expect(code).toBe(0)
    expect(asked).toEqual([])
    expect(await readdir(place.home)).toEqual([])
  })

  test('in a checkout names the build and writes nothing', async () => {
    const checkout = join(place.path, 'checkout')
    for (const name of ['install.sh', 'build.ts', 'bun.lock'])
      await cp(join(root, name), join(checkout, name))
    const env = { PATH: '/usr/bin:/bin', HOME: place.home }
    const { code, stdout } = await run([join(checkout, 'install.sh'), '--dry-run'], env)
    expect(stdout).toContain(`Building Aura in ${checkout}`)
    expect(code).toBe(0)
    expect((await readdir(checkout)).sort()).toEqual(['build.ts', 'bun.lock', 'install.sh'])
    expect(await readdir(place.home)).toEqual([])
  })
})

test('a script that breaks off in the middle does nothing', async () => {
  publish('latest/download')
  const whole = await Bun.file(join(root, 'install.sh')).text()
  const env = { PATH: '/usr/bin:/bin', HOME: place.home, AURA_RELEASE_URL: server.url.origin }
  const broken = new Blob([whole.slice(0, whole.lastIndexOf('main "$@"'))])
  const { stdout } = await run(['-s'], env, broken)
  expect(stdout).toBe('')
  expect(asked).toEqual([])
})

test('an unknown flag exits 2 in three lines', async () => {
  const { code, stderr } = await install(['--sevre'])
  expect(stderr.trimEnd().split('\n')).toHaveLength(3)
  expect(code).toBe(2)
})

describe('flags of aura', () => {
  test('without --serve are refused instead of dropped, and nothing is installed', async () => {
    publish('latest/download')
    const { code, stderr } = await install(['--', '--port', '7800'])
    expect(code).toBe(2)
    expect(stderr).toContain('Fix: write ./install.sh --serve -- --port 7800')
    expect(asked).toEqual([])
    expect(await readdir(place.home)).toEqual([])
  })
  test('before -- are refused with the place where they belong', async () => {
    const { code, stderr } = await install(['--serve', '--port', '7800'])
    expect(code).toBe(2)
    expect(stderr).toContain('./install.sh --serve -- --port')
  })
  test('reach aura serve, and a dry run shows them', async () => {
    publish('latest/download')
    const dry = await install(['--serve', '--dry-run', '--', '--port', '7800'])
    expect(dry.stdout).toContain('aura serve --port 7800')
    expect((await install(['--serve', '--', '--port', '7800'])).stdout).toContain(
      'this is aura serve --port 7800',
    )
  })
})
