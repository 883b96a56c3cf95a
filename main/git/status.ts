import { readHead } from './refs.ts'
import { inRepository, inWorkspace, openRepository } from './repository.ts'
import { staleLocks } from './stale-lock.ts'
import { finishTransition } from './transition.ts'
import { treeOf } from './trees.ts'
import type { GitHandlers } from './types.ts'
import { diffWorking, shownPaths, workingRenames } from './worktree.ts'

/** See `GitHandlers.status`. */
export const status: GitHandlers['status'] = async ({ repo }) => {
  const repository = openRepository(repo)
  await finishTransition(repository)
  const head = readHead(repository)
  const tree = head.commit ? await treeOf(repository, head.commit) : null
  const paths = shownPaths.map((path) => inRepository(repo, path))
  const differing = await diffWorking(repository, tree, paths)
  const renames = workingRenames(repository, differing)
  const changes = differing.flatMap(({ path, state }) => {
    const inside = inWorkspace(repo, path)
    const from = inWorkspace(repo, renames.get(path) ?? '')
    return inside === null ? [] : [{ path: inside, state, ...(from && { from }) }]
  })
  return { ...head, changes, staleLocks: await staleLocks(repository) }
}

/** See `GitHandlers.head`. */
export const head: GitHandlers['head'] = async ({ repo }) => readHead(openRepository(repo))
