import { AppError } from '#shared/errors.ts'

/** What HFS+ leaves out when it compares names: `.g\u200cit` is `.git` to it. */
const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g

/** Names that would be git's own folder on some file system: NTFS ends a name at `:`, and drops dots and blanks. */
function isGitFolder(name: string): boolean {
  const plain = name
    .replace(ignoredByHfs, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase()
  return plain === '.git' || /^git~\d+$/.test(plain)
}

/** Whether a path of a commit may be written below the worktree's folder on every system, whatever wrote the commit. */
export function isSafePath(path: string): boolean {
  if (path === '' || /[\\\0]/.test(path)) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !isGitFolder(part))
}

/** What is said of a commit with such a path, `GIT_UNSAFE_PATH`. */
export function unsafePathError(path: string, cause?: unknown): AppError {
  return new AppError(
    {
      code: 'GIT_UNSAFE_PATH',
      kind: 'integrity',
      message:
        'A commit has a path that would be written outside the workspace or into git’s own folder. Nothing of it was written. Ask whoever made it to take the path out.',
      place: { object: path.slice(0, 300) },
    },
    { cause },
  )
}

/** Throws `GIT_UNSAFE_PATH` when one of the paths leads out of the worktree or into git's own folder. */
export function refuseUnsafePaths(paths: Iterable<string>): void {
  for (const path of paths) if (!isSafePath(path)) throw unsafePathError(path)
}

/** Whether a ref's name is one that git itself would make: see `man git-check-ref-format`. */
export function isSafeRef(ref: string): boolean {
  return (
    /^refs\/[^/]/.test(ref) &&
    ref.length <= 400 &&
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$/.test(ref) &&
    ref.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock')) &&
    isSafePath(ref)
  )
}
