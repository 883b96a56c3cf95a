import git, { type AuthCallback, Errors } from 'isomorphic-git'
import { cancelledError } from '#shared/errors.ts'
import { configValue } from '../config.ts'
import type { Repository } from '../repository.ts'
import { isSafeRef } from '../safe-path.ts'
import type { Address, Credentials } from './address.ts'
import { fillCredentials } from './credential-helper.ts'
import { httpClient } from './http-client.ts'
import { withHead } from './missing-head.ts'
import { receivedRemote, receivingFs } from './receiving-fs.ts'
import { type Named, remoteError, signInError } from './remote-error.ts'
import type { RemoteListing, SendResult, Transport, TransportWork } from './transport.ts'

/** A remote over HTTP(S), by isomorphic-git. */
export function httpTransport(
  repository: Repository,
  { address, named, work }: { address: Address; named: Named; work: TransportWork },
): Transport {
  const { url } = address
  const { signal } = work
  const auth = authBy(address, named, work)
  const limit = Number(configValue(repository.config, 'lakebench.maxfetchbytes')) || undefined
  const client = (phase: string) =>
    httpClient({
      signal,
      ...(limit && { maxBytes: limit }),
      onBytes: (done) => work.onProgress({ phase, done, total: null, unit: 'bytes', detail: named.name }),
    })
  const via = (phase: string) => ({
    ...repository.at,
    fs: receivingFs(repository.fs, repository),
    http: client(phase),
    url,
    remote: receivedRemote,
    ...auth,
    onProgress: ({ phase: what, loaded, total }: { phase: string; loaded: number; total: number }) => {
      // isomorphic-git has no other place to stop it while it indexes
      if (signal.aborted) throw cancelledError('The transfer')
      work.onProgress({
        phase: what,
        done: loaded,
        total: total ?? null,
        unit: 'objects',
        detail: named.name,
      })
    },
  })
  const attempt = async <Result>(verb: () => Promise<Result>): Promise<Result> => {
    try {
      return await verb()
    } catch (thrown) {
      if (signal.aborted) throw cancelledError('The transfer')
      throw remoteError(named, thrown)
    }
  }
  return {
    list: () => attempt(() => listRefs(url, client('List'), auth)),
    receive: (listing, refs) =>
      attempt(async () => {
        const wanted = [...listing.refs].filter(
          ([ref]) => /^refs\/(heads|tags)\//.test(ref) || refs.includes(ref),
        )
        const missing = await without(repository, wanted)
        const [first] = [...refs.filter((ref) => missing.has(ref)), ...missing.keys()]
        // All branches and tags come along with one more ref: more than one never is.
        if (first) {
          const { http, ...others } = via('Receive')
          await git.fetch({
            ...others,
            http: withHead(http),
            remoteRef: first,
            singleBranch: false,
            tags: true,
          })
        }
      }),
    send: ({ ref, remoteRef, lease }) =>
      attempt(async (): Promise<SendResult> => {
        let moved = false
        try {
          await git.push({
            ...via('Send'),
            ref,
            remoteRef,
            force: lease !== undefined,
            signal,
            onPrePush: ({ remoteRef: there }: { remoteRef: { oid: string } }) => {
              moved = lease !== undefined && there.oid !== lease
              return !moved
            },
          })
          return { ok: true }
        } catch (thrown) {
          if (moved || thrown instanceof Errors.PushRejectedError) return { ok: false, why: 'moved' }
          if (thrown instanceof Errors.GitPushError) return refusedBy(thrown.data.prettyDetails)
          throw thrown
        }
      }),
  }
}

/** Those of a remote's refs whose objects are not here. */
async function without({ at }: Repository, refs: readonly [string, string][]): Promise<Map<string, string>> {
  const missing = new Map<string, string>()
  for (const [ref, oid] of refs) {
    const here = await git.readObject({ ...at, oid, format: 'deflated' }).then(
      () => true,
      () => false,
    )
    if (!here) missing.set(ref, oid)
  }
  return missing
}

/** Lists a remote's refs; also how a name and token are tried. Throws what isomorphic-git throws. */
export async function listRefs(
  url: string,
  http: ReturnType<typeof httpClient>,
  auth: Partial<Authorisation>,
): Promise<RemoteListing> {
  const found = await git.listServerRefs({ http, url, symrefs: true, ...auth })
  const refs = new Map(found.filter(({ ref }) => isSafeRef(ref)).map(({ ref, oid }) => [ref, oid]))
  const head = found.find(({ ref }) => ref === 'HEAD')
  const same = [...refs].find(([ref, oid]) => ref.startsWith('refs/heads/') && oid === head?.oid)?.[0]
  return { refs, head: head?.target && refs.has(head.target) ? head.target : (same ?? null) }
}

/** What a server said of a push it did not take. Somebody who was faster is no refusal. */
export function refusedBy(said: string): SendResult {
  const text = said
    .replace(/^\s*-?\s*refs\/\S+:\s*/, '')
    .trim()
    .slice(0, 500)
  if (
    /non-fast-forward|fetch first|stale info|cannot lock ref|failed to (update|lock) ref|reference already exists/i.test(
      text,
    )
  )
    return { ok: false, why: 'moved' }
  return { ok: false, why: 'refused', said: text }
}

interface Authorisation {
  onAuth: AuthCallback
  onAuthFailure: AuthCallback
}

/** Who answers a 401: what is kept, what stood in the address, then the user's own credential helper. Nobody is asked. */
function authBy({ origin, embedded }: Address, named: Named, { auth, ownGit }: TransportWork): Authorisation {
  const known = [auth, embedded].filter((one) => one !== null)
  let current: Credentials | undefined
  let helper = ownGit && origin !== null
  const next = async (): Promise<Credentials> => {
    let found = known.shift()
    if (!found && helper && origin) {
      helper = false
      found = (await fillCredentials(origin)) ?? undefined
    }
    if (!found) throw signInError(named, current !== undefined)
    current = found
    return found
  }
  return { onAuth: async () => current ?? next(), onAuthFailure: next }
}
