import { homedir } from 'node:os'
import { configValue, readConfig } from '../config.ts'
import { runOwnGit } from '../own-git.ts'
import type { Credentials } from './address.ts'

/**
 * The user's own credential helper, as their own settings name it: git runs in their home folder, so that a
 * repository's settings, which can name any program, have no say. Nobody is asked for anything.
 */
async function credential(
  verb: 'fill' | 'approve' | 'reject',
  origin: string,
  more: Partial<Credentials> = {},
) {
  const { protocol, host } = new URL(origin)
  const lines = Object.entries({ protocol: protocol.slice(0, -1), host, ...more })
  if (lines.some(([, value]) => /[\n\0]/.test(value))) return null
  return runOwnGit(homedir(), ['credential', verb], {
    input: `${lines.map(([name, value]) => `${name}=${value}\n`).join('')}\n`,
    env: {
      GIT_ASKPASS: 'true',
      SSH_ASKPASS: 'true',
      GCM_INTERACTIVE: 'never',
      GIT_CEILING_DIRECTORIES: homedir(),
    },
  })
}

/** What the helper knows of a server. */
export async function fillCredentials(origin: string): Promise<Credentials | null> {
  const answer = await credential('fill', origin)
  const values = new Map(
    answer?.stdout.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )
  const [username, password] = [values.get('username'), values.get('password')]
  return answer?.code === 0 && username && password ? { username, password } : null
}

/** Hands a name and token to the helper. False when the user's git has none, or there is no git. */
export async function keepInHelper(origin: string, credentials: Credentials): Promise<boolean> {
  if (configValue(readConfig(null), 'credential.helper') === undefined) return false
  const answer = await credential('approve', origin, credentials)
  if (answer?.code !== 0) return false
  return (await fillCredentials(origin))?.password === credentials.password
}

/** Tells the helper to forget. */
export async function forgetInHelper(origin: string, username: string): Promise<void> {
  await credential('reject', origin, { username })
}
