import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * The folder that holds store, images and state: `LAKEBENCH_HOME`, else the platform's data folder.
 * It need not exist yet.
 */
export function defaultHome(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  user: string = homedir(),
): string {
  if (env.LAKEBENCH_HOME) return resolve(env.LAKEBENCH_HOME)
  if (platform === 'darwin') return join(user, 'Library/Application Support/Lakebench')
  if (platform === 'win32') return join(env.LOCALAPPDATA || join(user, 'AppData/Local'), 'Lakebench')
  return join(env.XDG_DATA_HOME || join(user, '.local/share'), 'lakebench')
}
