import { type NativePackOptions, prepareNativePacks } from './native-pack.ts'

/** bcrypt, its native code taken from the pack in the executable and from node_modules otherwise. */
export async function loadBcrypt(
  options: Omit<NativePackOptions, 'packs'>,
): Promise<typeof import('@node-rs/bcrypt')> {
  await prepareNativePacks({ ...options, packs: ['bcrypt'] })
  return import('@node-rs/bcrypt')
}
