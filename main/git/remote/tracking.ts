import { errorCode } from '../../disk/index.ts'
import { configValue } from '../config.ts'
import { RefChanged, readRef, updateRef } from '../refs.ts'
import type { Repository } from '../repository.ts'
import { isSafeRef } from '../safe-path.ts'
import type { RemoteListing } from './transport.ts'

/** What we know of a remote's ledger since the last time it was reached. */
export const remoteLedgerRef = (remote: string): string => `refs/lakebench/remotes/${remote}/runs`

/** The branch that a local one is pulled from and pushed to. */
export interface Upstream {
  remote: string
  /** Its name there, `main`. */
  branch: string
  /** What we know of it: `refs/remotes/origin/main`. */
  tracking: string
}

/** The upstream of a branch as git's settings have it, null when none was chosen. */
export function upstreamOf({ config }: Repository, branch: string | null): Upstream | null {
  if (branch === null) return null
  const remote = configValue(config, `branch.${branch}.remote`)
  const there = configValue(config, `branch.${branch}.merge`)?.replace(/^refs\/heads\//, '')
  if (!remote || remote === '.' || !there) return null
  const tracking = `refs/remotes/${remote}/${there}`
  return isSafeRef(tracking) ? { remote, branch: there, tracking } : null
}

/** Writes down where a remote's branches are now, and tags that are new here. Tags that are here stay. */
export async function writeTracking(
  repository: Repository,
  remote: string,
  { refs }: RemoteListing,
): Promise<void> {
  for (const [ref, oid] of refs) {
    const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
    if (branch) await setRef(repository, `refs/remotes/${remote}/${branch}`, oid)
    else if (ref.startsWith('refs/tags/') && readRef(repository, ref) === null)
      await setRef(repository, ref, oid)
  }
}

/** Sets a ref that only mirrors a remote, whatever it was. */
export async function setRef(repository: Repository, ref: string, oid: string): Promise<void> {
  if (!isSafeRef(ref)) return
  for (let attempt = 0; attempt < 5; attempt++) {
    const was = readRef(repository, ref)
    if (was === oid) return
    try {
      return await updateRef(repository, ref, oid, was)
    } catch (thrown) {
      // `team` gave way to `team/main` there, and ours still has the old name: git asks for a prune here too
      if (['ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(thrown) ?? '')) return
      if (!(thrown instanceof RefChanged)) throw thrown
    }
  }
}
