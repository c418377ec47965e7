import { runRuntimeChild } from './child.ts'

// The runtime's child as a program of its own, for development and tests; the binary has `aura __runtime`.
await runRuntimeChild()
