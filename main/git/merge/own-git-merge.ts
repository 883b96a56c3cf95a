import { AppError } from '#shared/errors.ts'
import { runOwnGit, whoEnvironment } from '../own-git.ts'
import type { Repository } from '../repository.ts'
import type { Integrated } from '../types.ts'
import { mergeHead } from './half-done.ts'

/** Where filters, hooks or signing have a say, the merge is the user's own git's. */
export async function mergeByOwnGit(
  repository: Repository,
  { reason, ref, allowed }: { reason: string; ref: string; allowed: boolean },
): Promise<Omit<Integrated, 'commits'>> {
  await own(repository, ['merge', '--no-edit', '--no-stat', ref], { reason, allowed, conflictsAllowed: true })
  if (mergeHead(repository) === null) return { outcome: 'merged', conflicts: [] }
  const unmerged = await runOwnGit(repository.dir, ['diff', '--name-only', '--diff-filter=U', '-z'])
  return { outcome: 'conflicts', conflicts: unmerged?.stdout.split('\0').filter(Boolean) ?? [] }
}

/** Completes a merge by the user's own git, whose hooks and signing apply. */
export async function commitMergeByOwnGit(
  repository: Repository,
  { reason, paths, allowed }: { reason: string; paths: readonly string[]; allowed: boolean },
): Promise<void> {
  if (paths.length > 0) await own(repository, ['add', '-A', '--', ...paths], { reason, allowed })
  await own(repository, ['commit', '--no-edit'], { reason, allowed })
}

/** Puts everything back by the user's own git. */
export function abortByOwnGit(repository: Repository, reason: string, allowed: boolean): Promise<void> {
  return own(repository, ['merge', '--abort'], { reason, allowed })
}

async function own(
  repository: Repository,
  args: string[],
  {
    reason,
    allowed,
    conflictsAllowed = false,
  }: { reason: string; allowed: boolean; conflictsAllowed?: boolean },
): Promise<void> {
  const output = allowed
    ? await runOwnGit(repository.dir, ['-c', 'gc.auto=0', ...args], { env: whoEnvironment(repository) })
    : null
  if (!output) {
    const why = allowed
      ? 'and no git was found on this computer. Install git'
      : 'and commands are off in a restricted workspace. Trust it'
    throw new AppError({
      code: 'GIT_NEEDS_OWN_GIT',
      kind: 'input',
      message: `This repository ${reason}, so the merge is your own git's to make, ${why}, or merge in a terminal.`,
      details: { reason },
    })
  }
  if (output.code === 0 || (conflictsAllowed && mergeHead(repository) !== null)) return
  throw new AppError({
    code: 'GIT_REFUSED',
    kind: 'failed',
    message: `git refused: ${(output.stderr.trim() || output.stdout.trim() || 'it said nothing').slice(0, 1000)} Mend that, then try again.`,
  })
}
