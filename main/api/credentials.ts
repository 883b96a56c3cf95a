import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { SignIn } from '#shared/contract/git-remote.ts'
import { errorCode, replaceFile } from '../disk/index.ts'
import type { Credentials, RemoteHandlers } from '../git/index.ts'
import type { WorkerClient } from '../worker/index.ts'

/** The system's key store, as a host hands it down: it seals text so that only this user's account can open it. */
export interface SafeStorage {
  /** Null where the system has no store that protects anything. */
  seal(text: string): Promise<string | null>
  /** Null when it cannot be opened any more. */
  open(sealed: string): Promise<string | null>
}

/** Names and tokens for git's remotes, by server. */
export interface CredentialStore {
  find(origin: string): Promise<Credentials | null>
  keep(origin: string, credentials: Credentials): Promise<SignIn>
  list(): Promise<SignIn[]>
  forget(origin: string): Promise<void>
}

/** `<home>/state/sign-ins.json`: whom this computer signs in as. A token stands in it sealed, or not at all. */
const Kept = z.array(
  z.object({
    origin: z.string(),
    username: z.string(),
    kept: z.enum(['system', 'git']),
    sealed: z.string().optional(),
  }),
)
type Kept = z.infer<typeof Kept>

/**
 * Keeps a token in the safest place there is: the system's key store, else the helper of the user's own git, else the
 * memory of this launch. It is never written down in clear.
 */
export function createCredentials({
  home,
  safeStorage,
  remote,
}: {
  home: string
  safeStorage: SafeStorage | null
  remote: WorkerClient<RemoteHandlers>
}): CredentialStore {
  const file = join(home, 'state', 'sign-ins.json')
  const memory = new Map<string, Credentials>()
  let writing: Promise<unknown> = Promise.resolve()

  const read = async (): Promise<Kept> => {
    try {
      return Kept.parse(JSON.parse(await readFile(file, 'utf8')))
    } catch (thrown) {
      if (errorCode(thrown) === 'ENOENT' || thrown instanceof SyntaxError || thrown instanceof z.ZodError)
        return []
      throw thrown
    }
  }
  const change = (origin: string, next: Kept[number] | null): Promise<void> => {
    const changed = writing
      .catch(() => undefined)
      .then(async () => {
        const others = (await read()).filter((one) => one.origin !== origin)
        const all = next ? [...others, next] : others
        await replaceFile(file, `${JSON.stringify(all, null, 1)}\n`)
      })
    writing = changed
    return changed
  }

  return {
    async find(origin) {
      const held = memory.get(origin)
      if (held) return held
      const known = (await read()).find((one) => one.origin === origin)
      if (known?.sealed === undefined) return null
      const password = await safeStorage?.open(known.sealed)
      return password ? { username: known.username, password } : null
    },
    async keep(origin, credentials) {
      const { username, password } = credentials
      const sealed = (await safeStorage?.seal(password)) ?? null
      if (sealed !== null) {
        memory.delete(origin)
        await change(origin, { origin, username, kept: 'system', sealed })
        return { origin, username, kept: 'system' }
      }
      if (await remote.call('keepInHelper', { origin, auth: credentials })) {
        memory.delete(origin)
        await change(origin, { origin, username, kept: 'git' })
        return { origin, username, kept: 'git' }
      }
      memory.set(origin, credentials)
      return { origin, username, kept: 'launch' }
    },
    async list() {
      const kept = (await read()).map(({ origin, username, kept }): SignIn => ({ origin, username, kept }))
      const held = [...memory].map(([origin, { username }]): SignIn => ({ origin, username, kept: 'launch' }))
      return [...kept.filter(({ origin }) => !memory.has(origin)), ...held].sort((a, b) =>
        a.origin < b.origin ? -1 : 1,
      )
    },
    async forget(origin) {
      memory.delete(origin)
      const known = (await read()).find((one) => one.origin === origin)
      if (!known) return
      if (known.kept === 'git') await remote.call('forgetInHelper', { origin, username: known.username })
      await change(origin, null)
    },
  }
}
