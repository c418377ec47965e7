import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelRuntime } from '../../core/model-runtime.ts'
import { type QwenFixture, writeQwen } from '../fixtures/qwen.ts'
import { createLlamaRuntime, type LlamaRuntimeOptions, type RuntimeLogEntry } from './llama-runtime.ts'

export type TestRuntime = {
  readonly runtime: ModelRuntime
  readonly directory: string
  readonly modelPath: string
  readonly log: readonly RuntimeLogEntry[]
  /** Process ids of the children so far, in order. */
  readonly pids: () => readonly number[]
  /** Resolves with the next log entry of this kind. */
  readonly next: <Event extends RuntimeLogEntry['event']>(
    event: Event,
  ) => Promise<Extract<RuntimeLogEntry, { event: Event }>>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** How a test or a developer starts the child; the binary has a hidden subcommand for it. */
export const childCommand: readonly string[] = [process.execPath, join(import.meta.dir, 'child-main.ts')]

/** A runtime over a fresh tiny model in a directory of its own, on one processor thread. */
export function openTestRuntime(
  fixture: QwenFixture = {},
  options: Partial<LlamaRuntimeOptions> = {},
): TestRuntime {
  const directory = mkdtempSync(join(tmpdir(), 'aura-llama-'))
  const modelPath = join(directory, 'tiny.gguf')
  writeQwen(modelPath, fixture)
  const log: RuntimeLogEntry[] = []
  const listeners = new Set<(entry: RuntimeLogEntry) => void>()
  const runtime = createLlamaRuntime({
    command: childCommand,
    env: process.env,
    selectModel: async () => ({ name: 'tiny', path: modelPath }),
    gpu: 'off',
    threads: 1,
    log(entry) {
      log.push(entry)
      for (const listener of [...listeners]) listener(entry)
    },
    ...options,
  })
  return {
    runtime,
    directory,
    modelPath,
    log,
    pids: () => log.filter((entry) => entry.event === 'started').map((entry) => entry.pid),
    next: (event) =>
      new Promise((resolve) => {
        const listener = (entry: RuntimeLogEntry) => {
          if (entry.event !== event) return
          listeners.delete(listener)
          resolve(entry as never)
        }
        listeners.add(listener)
      }),
    async [Symbol.asyncDispose]() {
      await runtime[Symbol.asyncDispose]()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
