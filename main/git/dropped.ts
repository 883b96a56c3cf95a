import { AppError } from '#shared/errors.ts'
import { listRefs, refTime } from './list-refs.ts'
import { deleteRef, RefChanged, readRef, updateRef } from './refs.ts'
import { openRepository, type Repository } from './repository.ts'
import type { Dropped, GitHandlers } from './types.ts'

/** Where deleted shelves and branches stand for 30 days: `<kind>/<commit>/<name>`. */
const droppedRefs = 'refs/lakebench/dropped'
const keptMs = 30 * 24 * 3_600_000

const homes = { shelf: 'refs/lakebench/shelves', branch: 'refs/heads' }

/** Takes a shelf or a branch away, and keeps it for an undo. */
export async function dropRef(
  repository: Repository,
  { kind, ref, commit, name }: { kind: Dropped['kind']; ref: string; commit: string; name: string },
): Promise<{ undo: string }> {
  const undo = `${kind}/${commit}/${encodeURIComponent(name).slice(0, 150)}`
  const kept = `${droppedRefs}/${undo}`
  const there = readRef(repository, kept)
  if (there === null) await updateRef(repository, kept, commit, null)
  try {
    await deleteRef(repository, ref, commit)
  } catch (thrown) {
    if (!(thrown instanceof RefChanged)) throw thrown
    throw new AppError({
      code: 'GIT_CHANGED',
      kind: 'failed',
      message: `${name} was changed just now by another program. Look again, then try again.`,
    })
  }
  await prune(repository, Date.now())
  return { undo }
}

/** Brings it back under its name. `UNDO_GONE`, or `GIT_EXISTS` when another has the name now. */
export async function restoreRef(repository: Repository, undo: string): Promise<Dropped> {
  const found = listDropped(repository).find((one) => one.undo === undo)
  if (!found) {
    throw new AppError({
      code: 'UNDO_GONE',
      kind: 'input',
      message: 'This can no longer be undone. Deleted branches and shelves are kept for 30 days.',
    })
  }
  const { kind, commit, name } = found
  const ref = kind === 'shelf' ? `${homes.shelf}/${commit}` : `${homes.branch}/${name}`
  const there = readRef(repository, ref)
  if (there !== null && there !== commit) {
    throw new AppError({
      code: 'GIT_EXISTS',
      kind: 'input',
      message: `Another branch is called ${name} now. Rename it first.`,
    })
  }
  if (there === null) await updateRef(repository, ref, commit, null)
  await deleteRef(repository, `${droppedRefs}/${undo}`, commit)
  return found
}

/** See `GitHandlers.dropped`. */
export const dropped: GitHandlers['dropped'] = async ({ repo }) => listDropped(openRepository(repo))

function listDropped(repository: Repository): Dropped[] {
  const found: Dropped[] = []
  for (const ref of listRefs(repository, `${droppedRefs}/`).keys()) {
    const undo = ref.slice(droppedRefs.length + 1)
    const [, kind, commit, name] = /^(shelf|branch)\/([0-9a-f]{40})\/(.+)$/.exec(undo) ?? []
    if (!kind || !commit || !name) continue
    const time = refTime(repository, ref)
    found.push({
      undo,
      kind: kind === 'shelf' ? 'shelf' : 'branch',
      commit,
      name: decoded(name),
      at: time === null ? null : new Date(time).toISOString(),
    })
  }
  return found
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    // cut within an escape: it is only shown
    return name
  }
}

/** Lets go of what is older than 30 days; a ref that git has packed has no age and is kept. */
async function prune(repository: Repository, now: number): Promise<void> {
  for (const { undo, commit, at } of listDropped(repository)) {
    if (at !== null && now - Date.parse(at) > keptMs) {
      await deleteRef(repository, `${droppedRefs}/${undo}`, commit).catch((thrown) => {
        if (!(thrown instanceof RefChanged)) throw thrown
      })
    }
  }
}
