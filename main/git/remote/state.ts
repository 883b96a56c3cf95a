import { AppError, inputError } from '#shared/errors.ts'
import { countApart } from '../apart.ts'
import { addConfig } from '../config-file.ts'
import { countUnpushed } from '../ledger/sync.ts'
import { readHead, readRef } from '../refs.ts'
import { openRepository, type Repository } from '../repository.ts'
import { isSafeRef } from '../safe-path.ts'
import type { GitHandlers, KnownRemote } from '../types.ts'
import { parseAddress, shownAddress } from './address.ts'
import { readRemote, remoteNames } from './open-remote.ts'
import { remoteLedgerRef, upstreamOf } from './tracking.ts'

/** See `GitHandlers.remoteState`. It reads refs of this computer alone. */
export const remoteState: GitHandlers['remoteState'] = async ({ repo }) => {
  const repository = openRepository(repo)
  const { branch, commit } = readHead(repository)
  const remotes = remoteNames(repository).map((name) => knownRemote(repository, name))
  const upstream = upstreamOf(repository, branch)
  const tracked = upstream ? readRef(repository, upstream.tracking) : null
  const apart = commit && tracked ? await countApart(repository, commit, tracked) : null
  const to = upstream?.remote ?? defaultRemote(remotes)
  return {
    remotes,
    branch,
    commit,
    upstream: upstream && { remote: upstream.remote, branch: upstream.branch },
    tracked,
    ahead: apart?.ahead ?? null,
    behind: apart?.behind ?? null,
    runs: to ? await countUnpushed(repository, readRef(repository, remoteLedgerRef(to))) : 0,
  }
}

function defaultRemote(remotes: readonly KnownRemote[]): string | null {
  return (remotes.find(({ name }) => name === 'origin') ?? remotes[0])?.name ?? null
}

function knownRemote(repository: Repository, name: string): KnownRemote {
  try {
    const { fetch } = readRemote(repository, name)
    return { name, address: shownAddress(fetch.url), reach: fetch.reach, problem: null }
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    return { name, address: '', reach: null, problem: thrown.message }
  }
}

/** See `GitHandlers.addRemote`. A name and password in the address are not written down. */
export const addRemote: GitHandlers['addRemote'] = async ({ repo, name, address }) => {
  const repository = openRepository(repo)
  if (!isSafeRef(`refs/remotes/${name}/main`) || /[\s"\\]/.test(name)) {
    throw inputError('GIT_REMOTE_NAME', 'A remote’s name has letters, digits and dashes, such as origin.')
  }
  if (remoteNames(repository).includes(name)) {
    throw inputError('GIT_REMOTE_THERE', `There is a remote ${name} already. Choose another name.`)
  }
  const { url } = parseAddress(address, repository.dir)
  await addConfig(repository.commondir, ['remote', name], {
    url,
    fetch: `+refs/heads/*:refs/remotes/${name}/*`,
  })
}

/** See `GitHandlers.remoteUrl`. */
export const remoteUrl: GitHandlers['remoteUrl'] = async ({ repo, name, push }) => {
  const remote = readRemote(openRepository(repo), name)
  return (push ? remote.push : remote.fetch).url
}
