import { hostname, userInfo } from 'node:os'
import { configValue, type GitConfig } from './config.ts'

/** Author by environment and git config; without one, this computer's user, so that nobody is stopped by it. */
export function identityOf(
  config: GitConfig,
  env: NodeJS.ProcessEnv = process.env,
): { name: string; email: string } {
  const clean = (text: string | undefined) => text?.replace(/[<>\n\0]/g, '').trim() || undefined
  const user = localUser()
  return {
    name:
      clean(env.GIT_AUTHOR_NAME) ??
      clean(configValue(config, 'author.name')) ??
      clean(configValue(config, 'user.name')) ??
      user,
    email:
      clean(env.GIT_AUTHOR_EMAIL) ??
      clean(configValue(config, 'author.email')) ??
      clean(configValue(config, 'user.email')) ??
      `${user}@${hostname() || 'localhost'}`,
  }
}

function localUser(): string {
  try {
    return userInfo().username || 'user'
  } catch {
    // a user id without an entry, as in some containers
    return 'user'
  }
}
