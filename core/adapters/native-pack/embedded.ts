import type { NativePackSet } from './pack.ts'

/**
 * The packs inside this executable. The build replaces this module (build/embed-native-packs.ts); run from
 * source there are none, and native code comes from node_modules.
 */
export const embedded: NativePackSet | undefined = undefined as NativePackSet | undefined
