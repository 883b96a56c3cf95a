import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { RemoteConfig } from '#shared/format/workspace.ts'
import { writeDurable } from './durable.ts'
import { stateFolder } from './state.ts'

/**
 * `state/<workspace>/trust.json`: kept on this computer, never in the workspace. `remotes` is null when the user was told
 * that lakebench.yml cannot be read, and trusted what it names once it can.
 */
const TrustFile = z.object({ trusted: z.boolean(), remotes: z.array(z.string()).nullable() })

/** A remote's address as it is shown and as trust remembers it. */
export function remoteAddress(root: string, remote: RemoteConfig): string {
  return resolve(root, remote.path)
}

const addresses = (root: string, remotes: Record<string, RemoteConfig>): string[] =>
  Object.entries(remotes)
    .map(([name, remote]) => `${name} ${remote.type} ${remoteAddress(root, remote)}`)
    .sort()

interface Asked {
  id: string
  root: string
  /** Null while lakebench.yml cannot be read. */
  remotes: Record<string, RemoteConfig> | null
}

/** Whether this computer's user trusts the workspace: it lapses when a remote's address has changed. */
export async function isTrusted(home: string, asked: Asked): Promise<boolean> {
  const { id, root, remotes } = asked
  // Nobody was asked yet, or the answer cannot be read: restricted is the safe answer.
  const file = await readTrust(home, id).catch(() => null)
  if (!file?.trusted) return false
  if (remotes === null) return true
  if (file.remotes === null) {
    // From now on the addresses are known, and another one is asked for.
    await setTrust(home, asked, true)
    return true
  }
  const { remotes: trusted } = file
  return addresses(root, remotes).every((address) => trusted.includes(address))
}

async function readTrust(home: string, id: string): Promise<z.infer<typeof TrustFile>> {
  return TrustFile.parse(JSON.parse(await readFile(trustFile(home, id), 'utf8')))
}

/** Keeps the user's answer, durable on return. */
export async function setTrust(home: string, { id, root, remotes }: Asked, trusted: boolean): Promise<void> {
  const file = { trusted, remotes: remotes && addresses(root, remotes) }
  await writeDurable(trustFile(home, id), `${JSON.stringify(file)}\n`)
}

const trustFile = (home: string, id: string) => join(stateFolder(home, id), 'trust.json')
