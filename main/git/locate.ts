import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { AppError } from '#shared/errors.ts'

/** Where a repository lies on disk. */
export interface Located {
  /** Top folder of the worktree. */
  dir: string
  /** This worktree's own git folder: HEAD, index. */
  gitdir: string
  /** The git folder that all worktrees share: objects, refs, config. The same as `gitdir` in the main worktree. */
  commondir: string
  prefix: string
}

/** The repository whose worktree holds `root`, or null when there is none above it. */
export function locate(root: string): Located | null {
  const start = realpathSync(root)
  for (let dir = start; ; dir = dirname(dir)) {
    const gitdir = gitFolderOf(dir)
    if (gitdir) {
      const prefix = relative(dir, start).split(sep).join('/')
      return { dir, gitdir, commondir: commonFolderOf(gitdir), prefix }
    }
    if (dirname(dir) === dir) return null
  }
}

function gitFolderOf(dir: string): string | null {
  const dotGit = join(dir, '.git')
  const stat = statSync(dotGit, { throwIfNoEntry: false })
  if (!stat) return null
  // An empty or half-made folder named .git is no repository to git either: it looks further up.
  if (stat.isDirectory()) return existsSync(join(dotGit, 'HEAD')) ? dotGit : null
  const target = /^gitdir: (.+?)\s*$/s.exec(readFileSync(dotGit, 'utf8'))?.[1]
  const gitdir = target && resolve(dir, target)
  if (gitdir && existsSync(join(gitdir, 'HEAD'))) return gitdir
  throw new AppError({
    code: 'GIT_BROKEN',
    kind: 'input',
    message:
      'The file .git names a repository that is not there. Restore it, or run `git worktree repair` in the main worktree.',
    place: { file: dotGit },
  })
}

function commonFolderOf(gitdir: string): string {
  const file = join(gitdir, 'commondir')
  return existsSync(file) ? resolve(gitdir, readFileSync(file, 'utf8').trim()) : gitdir
}
