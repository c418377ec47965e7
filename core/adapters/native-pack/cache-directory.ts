import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where Aura keeps what it can make again: `AURA_CACHE_DIR`, else the XDG cache directory's `aura`. */
export function cacheDirectory(env: Readonly<Record<string, string | undefined>>): string {
  if (env.AURA_CACHE_DIR) return env.AURA_CACHE_DIR
  // The XDG specification: a relative path there is invalid and must be ignored.
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, 'aura')
  return join(env.HOME || homedir(), '.cache', 'aura')
}
