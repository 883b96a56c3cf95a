import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { RemoteConfig } from '#shared/format/workspace.ts'
import { writeDurable } from './durable.ts'
import { stateFolder } from './state.ts'

/** `state/<workspace>/trust.json`: kept on this computer, never in the workspace. */
const TrustFile = z.object({ trusted: z.boolean(), remotes: z.array(z.string()) })

/** A remote's address as it is shown and as trust remembers it: whoever is sent credentials is part of it. */
export function remoteAddress(root: string, remote: RemoteConfig): string {
  if (remote.type === 'folder') return resolve(root, remote.path)
  if (remote.type === 'http') return remote.url
  const { bucket, prefix, endpoint } = remote
  return `s3://${bucket}${prefix && `/${prefix}`}${endpoint === undefined ? '' : ` at ${endpoint}`}`
}

const addresses = (root: string, remotes: Record<string, RemoteConfig>): string[] =>
  Object.entries(remotes)
    .map(([name, remote]) => `${name} ${remote.type} ${remoteAddress(root, remote)}`)
    .sort()

interface Asked {
  id: string
  root: string
  remotes: Record<string, RemoteConfig>
}

/** Whether this computer's user trusts the workspace: it lapses when a remote's address has changed. */
export async function isTrusted(home: string, { id, root, remotes }: Asked): Promise<boolean> {
  try {
    const file = TrustFile.parse(JSON.parse(await readFile(trustFile(home, id), 'utf8')))
    const now = addresses(root, remotes)
    return file.trusted && now.every((address) => file.remotes.includes(address))
  } catch {
    // Nobody was asked yet, or the answer cannot be read: restricted is the safe answer.
    return false
  }
}

/** Keeps the user's answer, durable on return. */
export async function setTrust(home: string, { id, root, remotes }: Asked, trusted: boolean): Promise<void> {
  const file = { trusted, remotes: addresses(root, remotes) }
  await writeDurable(trustFile(home, id), `${JSON.stringify(file)}\n`)
}

const trustFile = (home: string, id: string) => join(stateFolder(home, id), 'trust.json')
