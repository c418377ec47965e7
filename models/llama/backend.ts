import type { Llama, LlamaLogLevel } from 'node-llama-cpp'
import { AuraError } from '../../core/errors.ts'
import type { GpuMode } from './protocol.ts'

export type Library = typeof import('node-llama-cpp')

export type Backend = {
  readonly llama: Llama
  readonly kind: 'cpu' | 'vulkan' | 'cuda' | 'metal'
  /** The device that computes, as its driver names it; undefined on the processor. */
  readonly device: string | undefined
  readonly freeVramBytes: number
  readonly totalVramBytes: number
}

/** Drivers that imitate a graphics card on the processor: slower there than the processor's own code. */
const softwareDevice = /llvmpipe|lavapipe|softpipe|swiftshader|software rasterizer/i

/** Whether there is a real device: the library may report a kind without any. */
export function isRealDevice(deviceNames: readonly string[], totalVramBytes: number): boolean {
  return totalVramBytes > 0 && deviceNames.some((name) => !softwareDevice.test(name))
}

/** Loads llama.cpp with what computes best: `auto` takes a real graphics device, else the processor; a named
 * one is had or refused with `runtime-unavailable`, never replaced in silence. */
export async function openBackend(
  library: Library,
  mode: GpuMode,
  log: (level: LlamaLogLevel, message: string) => void,
): Promise<Backend> {
  const start = (gpu: 'auto' | 'cuda' | 'vulkan' | 'metal' | false) =>
    library.getLlama({
      gpu,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: library.LlamaLogLevel.warn,
      logger: log,
      // Threads are chosen per context.
      maxThreads: 0,
    })
  const llama = await start(mode === 'off' ? false : mode).catch((cause: unknown) => {
    throw mode === 'auto' || mode === 'off' ? cannotLoad(cause) : notThere(mode, cause)
  })
  if (llama.gpu === false) {
    if (mode === 'auto' || mode === 'off') return onProcessor(llama)
    throw notThere(mode, undefined)
  }
  const names = await llama.getGpuDeviceNames()
  const memory = await llama.getVramState()
  if (isRealDevice(names, memory.total)) {
    return {
      llama,
      kind: llama.gpu,
      device: names.filter((name) => !softwareDevice.test(name)).join(', '),
      freeVramBytes: memory.free,
      totalVramBytes: memory.total,
    }
  }
  await llama.dispose()
  if (mode !== 'auto') throw notThere(mode, undefined)
  return onProcessor(await start(false))
}

function onProcessor(llama: Llama): Backend {
  return { llama, kind: 'cpu', device: undefined, freeVramBytes: 0, totalVramBytes: 0 }
}

function notThere(mode: GpuMode, cause: unknown): AuraError {
  return new AuraError('runtime-unavailable', `No graphics device can be used through ${mode}.`, {
    why: 'There is none, its driver is missing, or it is imitated by software.',
    fix: 'Install the driver, or set gpu to auto.',
    cause,
  })
}

function cannotLoad(cause: unknown): AuraError {
  return new AuraError('runtime-unavailable', 'The model runtime cannot be loaded.', {
    why: 'Its native library does not fit this system (it needs glibc 2.34 and libstdc++ of GCC 12).',
    fix: 'aura doctor',
    cause,
  })
}
