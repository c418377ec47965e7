import { readFile } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'

export type Machine = {
  readonly processor: string
  /** Threads that can really run at a time, the limits of a container included. */
  readonly cores: number
  /** Memory that this process may still take, the limits of a container included. */
  readonly freeMemoryBytes: number
  readonly totalMemoryBytes: number
}

export async function readMachine(): Promise<Machine> {
  const quota = await cpuQuota()
  return {
    processor: cpus()[0]?.model.trim() || 'processor',
    cores: Math.max(1, Math.min(availableParallelism(), quota ?? Number.POSITIVE_INFINITY)),
    freeMemoryBytes: process.availableMemory(),
    totalMemoryBytes: process.constrainedMemory(),
  }
}

/** Cores that a cgroup (version 2) allows; undefined without a limit. */
async function cpuQuota(): Promise<number | undefined> {
  const text = await readFile('/sys/fs/cgroup/cpu.max', 'utf8').catch(() => 'max')
  return parseCpuQuota(text)
}

/** `quota period` in microseconds, or `max period`. Parts of a core count as a whole one. */
export function parseCpuQuota(text: string): number | undefined {
  const [quota, period] = text.trim().split(/\s+/).map(Number)
  if (!quota || !period || !Number.isFinite(quota / period)) return undefined
  return Math.max(1, Math.ceil(quota / period))
}

/** Threads for computing: asked for, else the cores that are useful for it, never more than there are. */
export function chooseThreads(wanted: number | undefined, mathCores: number, cores: number): number {
  return Math.max(1, Math.min(wanted ?? mathCores, cores))
}
