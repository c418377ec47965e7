import { expect, test } from 'bun:test'
import { version } from '../../package.json' with { type: 'json' }
import { runAura } from '../support/run-aura.ts'

test('an argument after version is a usage error and prints no version', async () => {
  const { code, stdout, stderr } = await runAura(['version', 'extra'])
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toContain('too many arguments')
})

test('version prints the version of package.json', async () => {
  const { code, stdout, stderr } = await runAura(['version'])
  expect(stdout).toStartWith(`aura ${version} (linux-x64`)
  expect(stderr).toBe('')
  expect(code).toBe(0)
})

test('version --json prints one envelope with its schema', async () => {
  const { code, stdout } = await runAura(['version', '--json'])
  expect(JSON.parse(stdout)).toEqual({
    ok: true,
    schema: 'aura.version/1',
    data: { version, bun: Bun.version, platform: 'linux-x64' },
    warnings: [],
  })
  expect(stdout.match(/\n/g)).toHaveLength(1)
  expect(code).toBe(0)
})

test('--version is the same as version', async () => {
  expect(await runAura(['--version'])).toEqual(await runAura(['version']))
})
