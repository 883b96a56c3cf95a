import { AppError, inputError } from '#shared/errors.ts'
import { countApart } from '../apart.ts'
import { addConfig } from '../config-file.ts'
import { ledgerRef } from '../ledger/store.ts'
import { sendLedger, takeLedger } from '../ledger/sync.ts'
import { readRef } from '../refs.ts'
import { openRepository, type Repository } from '../repository.ts'
import { takeAll } from './fetch.ts'
import { openForPush, readRemote } from './open-remote.ts'
import { setRef, type Upstream, upstreamOf } from './tracking.ts'
import type { RemoteListing, Transport } from './transport.ts'
import type { RemoteHandlers } from './types.ts'

/** See `RemoteHandlers.pushRemote`. */
export const pushRemote: RemoteHandlers['pushRemote'] = async (
  { repo, remote: name, branch, lease, ...access },
  work,
) => {
  const repository = openRepository(repo)
  const transports = openForPush(repository, readRemote(repository, name), { ...access, ...work })
  const chosen = upstreamOf(repository, branch)
  const to: Upstream =
    chosen?.remote === name ? chosen : { remote: name, branch, tracking: `refs/remotes/${name}/${branch}` }
  const listing = await transports.ledger.list()
  const commits = await sendBranch(repository, transports, listing, { branch, to, lease })
  if (!chosen) {
    await addConfig(repository.commondir, ['branch', branch], {
      remote: name,
      merge: `refs/heads/${to.branch}`,
    })
  }
  if (listing.refs.has(ledgerRef) && listing.refs.get(ledgerRef) !== readRef(repository, ledgerRef)) {
    await transports.ledger.receive(listing, [ledgerRef])
    await takeLedger(repository, name, listing)
  }
  const runs = await sendLedger(repository, name, transports.ledger, listing)
  return { to: `${name}/${to.branch}`, commits, runs }
}

async function sendBranch(
  repository: Repository,
  transports: { branch: Transport; ledger: Transport },
  listing: RemoteListing,
  { branch, to, lease }: { branch: string; to: Upstream; lease: string | null },
): Promise<number> {
  const ref = `refs/heads/${branch}`
  const remoteRef = `refs/heads/${to.branch}`
  const ours = readRef(repository, ref)
  if (!ours) {
    throw inputError('GIT_NO_COMMIT', `${branch} has no commit yet. Commit something first, then push.`)
  }
  const theirs = listing.refs.get(remoteRef)
  if (theirs === ours) {
    await setRef(repository, to.tracking, ours)
    return 0
  }
  const known = readRef(repository, to.tracking)
  const sent = await transports.branch.send({ ref, remoteRef, ...(lease !== null && { lease }) })
  if (sent.ok) {
    await setRef(repository, to.tracking, ours)
    const base = theirs && theirs === known ? theirs : null
    return base ? (await countApart(repository, ours, base)).ahead : countNew(repository, ours, listing)
  }
  const place = `${to.remote}/${to.branch}`
  if (sent.why === 'refused') {
    throw new AppError({
      code: 'GIT_PUSH_DECLINED',
      kind: 'remote',
      message: `${place} does not take the push: ${sent.said || 'the server gave no reason'}. Your commits are safe here.`,
      details: { remote: to.remote },
    })
  }
  // What is newer there is brought here, so that the sentence has its number and a pull needs nothing more.
  const now = await transports.ledger.list()
  await takeAll(repository, to.remote, transports.ledger, now)
  const newer = now.refs.get(remoteRef)
  const behind = newer ? (await countApart(repository, ours, newer)).behind : 0
  throw new AppError({
    code: 'GIT_PUSH_REFUSED',
    kind: 'remote',
    message:
      lease === null
        ? `The push was refused: ${place} has ${behind} newer ${behind === 1 ? 'commit' : 'commits'}. Pull, then push.`
        : `The push was refused: ${place} is not what it was when you asked. Look at it again, then decide.`,
    details: { remote: to.remote, behind },
  })
}

/** Commits of `ours` that no branch of the remote has: those that a first push of a branch brings there. */
async function countNew(repository: Repository, ours: string, { refs }: RemoteListing): Promise<number> {
  const tips = [...refs].flatMap(([ref, oid]) => (ref.startsWith('refs/heads/') ? [oid] : []))
  const counts = [Number.POSITIVE_INFINITY]
  for (const tip of tips.slice(0, 50)) counts.push((await countApart(repository, ours, tip)).ahead)
  const least = Math.min(...counts)
  return Number.isFinite(least)
    ? least
    : countApart(repository, ours, '0'.repeat(40)).then(({ ahead }) => ahead)
}
