import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { findLines } from './ledger/query.ts'
import { deleteRef, RefChanged } from './refs.ts'
import type { Repository } from './repository.ts'

/** Where captures of uncommitted work stand, one ref each, named by its commit. */
export const captureRefs = 'refs/lakebench/wip'

const keptMs = 30 * 24 * 3_600_000

/**
 * Lets go of captures that are older than 30 days and that no run cites. The age is the ref file's own; one that git
 * has packed has none and is kept.
 */
export async function pruneCaptures(repository: Repository, now: number): Promise<void> {
  const folder = join(repository.commondir, captureRefs)
  // git removes the folder when it has packed all that was in it
  if (!existsSync(folder)) return
  const old = readdirSync(folder).filter(
    (name) => /^[0-9a-f]{40}$/.test(name) && now - statSync(join(folder, name)).mtimeMs > keptMs,
  )
  if (old.length === 0) return
  const runs = await findLines(repository, {})
  const cited = new Set(runs.flatMap((line) => /"commit":"([0-9a-f]{40})"/.exec(line)?.[1] ?? []))
  for (const commit of old) {
    if (cited.has(commit)) continue
    try {
      await deleteRef(repository, `${captureRefs}/${commit}`, commit)
    } catch (thrown) {
      // another process did it at the same moment
      if (!(thrown instanceof RefChanged)) throw thrown
    }
  }
}
