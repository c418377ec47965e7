import { cacheDirectory } from '../core/adapters/native-pack/cache-directory.ts'
import { prepareNativePacks } from '../core/adapters/native-pack/native-pack.ts'

/** `aura __runtime`: the child process that loads models, spoken to over IPC by models/llama. */
export async function runRuntime(): Promise<void> {
  const { runRuntimeChild } = await import('../models/llama/child.ts')
  await runRuntimeChild(async () => {
    await prepareLlama()
    return import('node-llama-cpp')
  })
}

/**
 * `aura __test-binding`: node-llama-cpp loads a library here first, because one that does not fit the machine
 * kills its process. The package's own test program runs when it is imported (build/node-llama-cpp.ts).
 */
export async function runBindingTest(): Promise<void> {
  await prepareLlama()
  await import('node-llama-cpp')
}

function prepareLlama() {
  return prepareNativePacks({
    cacheDirectory: cacheDirectory(process.env),
    packs: ['cpu', 'vulkan'],
    now: Date.now,
  })
}
