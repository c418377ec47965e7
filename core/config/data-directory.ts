import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** Where Aura keeps its data: `--data-dir`, else AURA_DATA, else the XDG data directory. */
export function dataDirectoryPath(flag: string | undefined, env: Environment, home: string): string {
  if (flag) return flag
  if (env.AURA_DATA) return env.AURA_DATA
  // The XDG specification tells to ignore a relative path.
  const xdg = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(home, '.local', 'share')
  return join(xdg, 'aura')
}
