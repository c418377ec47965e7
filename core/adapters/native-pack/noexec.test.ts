import { expect, test } from 'bun:test'
import { isNoexec } from './noexec.ts'

const mountInfo = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:26 / /home rw,nosuid,noexec shared:2 - ext4 /dev/sdb1 rw
31 30 0:27 / /home/ana/with\\040space rw,nosuid shared:3 - tmpfs tmpfs rw
32 22 0:28 / /tmp rw,noexec - tmpfs tmpfs rw
33 22 0:29 / /tmp rw - tmpfs tmpfs rw
`

test.each([
  ['/home/ana/.cache', true],
  ['/home', true],
  ['/homestead', false],
  ['/home/ana/with space/x', false],
  ['/var/cache', false],
])('%s is noexec: %p', (path, expected) => {
  expect(isNoexec(mountInfo, path)).toBe(expected)
})

test('a later mount on the same place counts, not the one it hides', () => {
  expect(isNoexec(mountInfo, '/tmp/x')).toBe(false)
})

test('nothing is noexec where the kernel says nothing', () => {
  expect(isNoexec('', '/home')).toBe(false)
})
