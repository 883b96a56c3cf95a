import { inputError } from '#shared/errors.ts'
import { readIndex } from '../index-file.ts'
import type { Repository } from '../repository.ts'
import { listTree } from '../trees.ts'

/** A merge commits the index, so nothing of somebody's own may be staged in it. Throws `GIT_STAGED`. */
export async function refuseStaged(repository: Repository, head: string): Promise<void> {
  const committed = await listTree(repository, head, [''])
  const entries = readIndex(repository).filter(({ stage }) => stage === 0)
  const staged = entries.find(({ path, oid, mode }) => {
    const leaf = committed.get(path)
    return leaf?.oid !== oid || leaf.mode !== mode
  })
  if (!staged) return
  throw inputError(
    'GIT_STAGED',
    `${staged.path} is staged and not committed, and a merge would take it along. Commit it, then pull. Nothing was changed.`,
    { file: staged.path },
  )
}
