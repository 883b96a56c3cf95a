import { execFile } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '#shared/errors.ts'
import { errorCode } from '../disk/index.ts'
import { headRef } from './refs.ts'
import { openRepository, type Repository } from './repository.ts'
import type { GitHandlers, StaleLock } from './types.ts'

/** A lock is held for less than a second but by a git that waits for its user: a git that is running then. */
const oldMs = 60_000

/**
 * Locks that a git which was killed has left: old, and no git is at work here. Nothing can be committed while they
 * are there.
 */
export async function staleLocks(repository: Repository): Promise<StaleLock[]> {
  const found = locksOf(repository).flatMap((file) => {
    const stat = lstatSync(file, { throwIfNoEntry: false })
    const old = stat !== undefined && Date.now() - stat.mtimeMs > oldMs
    return old ? [{ file, since: stat.mtime.toISOString() }] : []
  })
  if (found.length === 0 || (await gitRuns(repository))) return []
  return found.map(({ file, since }) => ({ name: basename(file), since }))
}

/** See `GitHandlers.removeStaleLocks`. */
export const removeStaleLocks: GitHandlers['removeStaleLocks'] = async ({ repo }) => {
  const repository = openRepository(repo)
  const stale = new Set((await staleLocks(repository)).map(({ name }) => name))
  if (stale.size === 0) {
    throw new AppError({
      code: 'GIT_LOCKED',
      kind: 'failed',
      message: 'No lock was left behind: a git is at work, or has ended. Try again what you were at.',
    })
  }
  for (const file of locksOf(repository)) if (stale.has(basename(file))) rmSync(file, { force: true })
  return { removed: [...stale] }
}

/** The locks that a commit, a switch or a merge takes. */
function locksOf(repository: Repository): string[] {
  const { gitdir, commondir } = repository
  const ref = headRef(repository)
  return [
    join(gitdir, 'index.lock'),
    join(gitdir, 'HEAD.lock'),
    join(commondir, 'packed-refs.lock'),
    ...(ref ? [`${join(commondir, ref)}.lock`] : []),
  ]
}

/** Whether a git is at work in the repository; where that cannot be told, whether one is at work anywhere. */
async function gitRuns({ dir, commondir }: Repository): Promise<boolean> {
  if (process.platform !== 'linux') return gitRunsAnywhere()
  const inside = (path: string) => [dir, commondir].some((top) => path === top || path.startsWith(top + sep))
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .some((id) => {
      try {
        if (!/^git(-|$)/.test(readFileSync(`/proc/${id}/comm`, 'utf8').trim())) return false
        return inside(readlinkSync(`/proc/${id}/cwd`))
      } catch (thrown) {
        // One that has ended meanwhile, or of another user: that one may be at work here.
        return errorCode(thrown) === 'EACCES'
      }
    })
}

async function gitRunsAnywhere(): Promise<boolean> {
  const windows = process.platform === 'win32'
  const [command, ...args] = windows
    ? ['tasklist', '/nh', '/fo', 'csv', '/fi', 'IMAGENAME eq git.exe']
    : ['ps', '-axo', 'comm=']
  try {
    const { stdout } = await promisify(execFile)(command as string, args)
    return windows
      ? /^"git\.exe"/m.test(stdout)
      : stdout.split('\n').some((line) => /(^|\/)git(-|$)/.test(line))
  } catch {
    return true
  }
}
