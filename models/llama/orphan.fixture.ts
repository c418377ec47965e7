import { createLlamaRuntime } from './llama-runtime.ts'
import { childCommand } from './testing.ts'

// A parent for crash.test.ts: loads the model it is given, prints the child's process id, and waits to be killed.
const runtime = createLlamaRuntime({
  command: childCommand,
  env: process.env,
  selectModel: async () => ({ name: 'tiny', path: Bun.argv[2] ?? '' }),
  gpu: 'off',
  threads: 1,
  log(entry) {
    if (entry.event === 'loaded') console.log(entry.pid)
  },
})
await runtime.start()
setInterval(() => {}, 1000)
