import { expect, test } from 'bun:test'
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts'
import { AuraError } from '../../errors.ts'
import { type DaemonAddress, lockDaemon } from './daemon-lock.ts'

function refusedBeside(kind: DaemonAddress['kind']): AuraError {
  using directory = temporaryDirectory()
  using lock = lockDaemon(directory.path)
  lock.announce({ origin: 'http://127.0.0.1:1', pid: process.pid, version: 'x', kind })
  try {
    lockDaemon(directory.path)[Symbol.dispose]()
  } catch (error) {
    if (error instanceof AuraError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('one who finds a chat in the way is told to leave it, not to kill it', () => {
  const error = refusedBeside('chat')
  expect(error.kind).toBe('store-locked')
  expect(error.message).toContain('`aura chat`')
  expect(error.fix).not.toContain('kill')
})

test('one who finds a server in the way is told where it is', () => {
  expect(refusedBeside('serve').fix).toContain('http://127.0.0.1:1')
})
