import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { inputError } from '#shared/errors.ts'
import type { Workspace } from './open.ts'

export type Root = Pick<Workspace, 'root'>

/**
 * Where a path of the workspace lies. Throws `PATH_LINK` when a part of it is a link: a workspace comes from others,
 * and nothing of it may lead out of its folder. `PATH_GIT` inside git's own folder, which the git thread alone writes.
 */
export async function placeOf({ root }: Root, path: string): Promise<string> {
  if (path.toLowerCase().split('/').includes('.git')) {
    throw inputError('PATH_GIT', 'A repository’s own folder is not edited here. Use git for it.', {
      file: path,
    })
  }
  let place = root
  for (const part of path.split('/')) {
    place = join(place, part)
    const stats = await lstat(place).catch(() => null)
    if (stats?.isSymbolicLink()) {
      throw inputError(
        'PATH_LINK',
        'This path leads over a link, which is not followed. Use the file itself.',
        { file: path },
      )
    }
    if (!stats) break
  }
  return join(root, ...path.split('/'))
}

/** Writes of this process, one after another, so that what a write found before it holds until it is done. */
let writing: Promise<unknown> = Promise.resolve()

/** Runs `work` after the writes that were asked for before it. */
export function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const next = writing.then(work, work)
  writing = next.catch(() => undefined)
  return next
}
