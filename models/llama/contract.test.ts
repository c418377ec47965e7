import { modelRuntimeContract } from '../../core/model-runtime.contract.ts'
import { openTestRuntime } from './testing.ts'

modelRuntimeContract('llama.cpp', async (contextLength) => {
  const subject = openTestRuntime(
    { contextLength: 65_536, speech: { type: 'words', ends: false } },
    { contextLength, parallel: 2 },
  )
  return { runtime: subject.runtime, close: () => subject[Symbol.asyncDispose]() }
})
