import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inputError } from '#shared/errors.ts'
import { replaceFileSync } from '../../disk/index.ts'
import type { Repository } from '../repository.ts'

const states: Record<string, string> = {
  CHERRY_PICK_HEAD: 'cherry-pick',
  REVERT_HEAD: 'revert',
  'rebase-merge': 'rebase',
  'rebase-apply': 'rebase',
}

/** As git does: nothing else moves the branch while a merge or the like is under way. Throws `GIT_HALF_DONE`. */
export function refuseHalfDone({ gitdir }: Repository): void {
  if (existsSync(join(gitdir, 'MERGE_HEAD'))) {
    throw inputError(
      'GIT_HALF_DONE',
      'A merge is under way. Complete or abort it in Source control first; your files are as they were.',
    )
  }
  const found = Object.keys(states).find((name) => existsSync(join(gitdir, name)))
  if (!found) return
  throw inputError(
    'GIT_HALF_DONE',
    `A ${states[found]} is under way. Finish or abort it with git first; your files are as they were.`,
  )
}

/** The commit that is being merged, null when none is. */
export function mergeHead({ gitdir }: Repository): string | null {
  const file = join(gitdir, 'MERGE_HEAD')
  return existsSync(file) ? (/^[0-9a-f]{40}/.exec(readFileSync(file, 'utf8'))?.[0] ?? null) : null
}

/** The message that the merge will have. */
export function mergeMessage({ gitdir }: Repository): string {
  const file = join(gitdir, 'MERGE_MSG')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return text.replace(/^#.*\n?/gm, '').trim() || 'Merge'
}

/** Says, as git does, that a merge is under way. The index has to hold its conflicts by then. */
export function beginMerge(
  { gitdir }: Repository,
  { ours, theirs, message }: Record<'ours' | 'theirs' | 'message', string>,
): void {
  replaceFileSync(join(gitdir, 'ORIG_HEAD'), `${ours}\n`)
  replaceFileSync(join(gitdir, 'MERGE_MSG'), `${message}\n`)
  replaceFileSync(join(gitdir, 'MERGE_MODE'), '')
  // Last: with it the merge is one, and what a kill leaves before it is found equal by the next pull.
  replaceFileSync(join(gitdir, 'MERGE_HEAD'), `${theirs}\n`)
}

/** Ends it, whichever way. */
export function endMerge({ gitdir }: Repository): void {
  for (const name of ['MERGE_HEAD', 'MERGE_MSG', 'MERGE_MODE', 'AUTO_MERGE'])
    rmSync(join(gitdir, name), { force: true })
}
