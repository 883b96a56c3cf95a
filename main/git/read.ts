import { AppError } from '#shared/errors.ts'
import { leafText } from './log.ts'
import { readHead } from './refs.ts'
import { inRepository, inWorkspace, openRepository, type Repository } from './repository.ts'
import { resolveRevision } from './revision.ts'
import { textOf } from './text.ts'
import { listTree, treeOf } from './trees.ts'
import type { GitHandlers } from './types.ts'
import { readWorking } from './worktree.ts'

/** See `GitHandlers.readFiles`. Links are not followed: what they lead to is no text of the commit. */
export const readFiles: GitHandlers['readFiles'] = async ({ repo, commit, paths }) => {
  const repository = openRepository(repo)
  const wanted = paths.map((path) => (path === '' ? repo.prefix : inRepository(repo, path)))
  const leaves = await listTree(repository, await treeOf(repository, commit), wanted)
  const files = []
  for (const [path, leaf] of leaves) {
    const inside = inWorkspace(repo, path)
    if (inside === null || !leaf.mode.startsWith('100')) continue
    const text = await leafText(repository, leaf)
    if (text !== null) files.push({ path: inside, text })
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** See `GitHandlers.readFile`. */
export const readFile: GitHandlers['readFile'] = async ({ repo, commit, path }) => {
  const repository = openRepository(repo)
  return (await textAt(repository, commit, inRepository(repo, path))).text
}

async function textAt(
  repository: Repository,
  commit: string,
  path: string,
): Promise<{ there: boolean; text: string | null }> {
  const leaf = (await listTree(repository, await treeOf(repository, commit), [path])).get(path) ?? null
  return { there: leaf !== null, text: await leafText(repository, leaf) }
}

/** See `GitHandlers.diff`. */
export const diff: GitHandlers['diff'] = async ({ repo, path, from, to }) => {
  const repository = openRepository(repo)
  const inside = inRepository(repo, path)
  const side = async (revision: string | null) => {
    const commit = revision ? await resolveRevision(repository, revision) : readHead(repository).commit
    return commit ? textAt(repository, commit, inside) : { there: false, text: null }
  }
  const before = await side(from)
  const bytes = to === null ? readWorking(repository, inside) : null
  const after = to === null ? { there: bytes !== null, text: bytes && textOf(bytes) } : await side(to)
  if (!before.there && !after.there) {
    throw new AppError({
      code: 'GIT_NO_FILE',
      kind: 'input',
      message: `${path} is on neither side. Choose another version.`,
      place: { file: path },
    })
  }
  const state = before.there ? (after.there ? 'modified' : 'deleted') : 'added'
  return { path, state, before: before.text, after: after.text }
}
