import { appendFileSync, existsSync, readFileSync, unlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { errorCode, makeFolderSync } from '../disk/index.ts'
import { configFlag } from './config.ts'
import { takeLock } from './lock.ts'
import type { Repository } from './repository.ts'
import type { Head } from './types.ts'

/** The id a moment without a value has in git's own files. */
const none = '0'.repeat(40)

/** Files of one worktree are in its own folder, shared refs in the common one. */
function refFile({ gitdir, commondir }: Repository, ref: string): string {
  return ref === 'HEAD' ? join(gitdir, 'HEAD') : join(commondir, ref)
}

function readRaw(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (thrown) {
    const code = errorCode(thrown)
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null
    throw thrown
  }
}

/** The value of a full ref name (`refs/…`): loose first, then packed. Null when there is none. */
export function readRef(repository: Repository, ref: string): string | null {
  const loose = readRaw(refFile(repository, ref))
  if (loose) return loose.startsWith('ref: ') ? readRef(repository, loose.slice(5).trim()) : loose
  return packedRefs(repository).get(ref) ?? null
}

function packedRefs({ commondir }: Repository): Map<string, string> {
  const refs = new Map<string, string>()
  for (const line of (readRaw(join(commondir, 'packed-refs')) ?? '').split('\n')) {
    const [, id, ref] = /^([0-9a-f]{40}) (\S+)$/.exec(line) ?? []
    if (id && ref) refs.set(ref, id)
  }
  return refs
}

/** Where HEAD points: the full ref name of a branch, or null when it is detached. */
export function headRef(repository: Repository): string | null {
  const raw = readRaw(refFile(repository, 'HEAD'))
  return raw?.startsWith('ref: ') ? raw.slice(5).trim() : null
}

/** Current branch and commit, also unborn and detached. */
export function readHead(repository: Repository): Head {
  const ref = headRef(repository)
  const commit = ref ? readRef(repository, ref) : readRaw(refFile(repository, 'HEAD'))
  return { branch: ref ? ref.replace(/^refs\/heads\//, '') : null, commit }
}

/** Thrown inside when a ref no longer has the value that was expected; callers read anew and try again. */
export class RefChanged extends Error {}

/**
 * Sets `ref` to `value` if it still is `expected` (null: not there), as git does it: `<ref>.lock` made O_EXCL,
 * compared under the lock, fsynced, renamed. Throws `RefChanged`, or `GIT_LOCKED` when the lock is held for long.
 */
export async function updateRef(
  repository: Repository,
  ref: string,
  value: string,
  expected: string | null,
): Promise<void> {
  const lock = await takeLock(refFile(repository, ref))
  if (!lock) throw lockedError(ref)
  if (readRef(repository, ref) !== expected) {
    lock.release()
    throw new RefChanged(ref)
  }
  lock.publish(`${value}\n`)
}

/** Removes a ref if it still is `expected`: from packed-refs under its lock, then the loose file. */
export async function deleteRef(repository: Repository, ref: string, expected: string): Promise<void> {
  const file = refFile(repository, ref)
  const lock = await takeLock(file)
  if (!lock) throw lockedError(ref)
  try {
    if (readRef(repository, ref) !== expected) throw new RefChanged(ref)
    if (packedRefs(repository).has(ref)) {
      const packed = join(repository.commondir, 'packed-refs')
      const packedLock = await takeLock(packed)
      if (!packedLock) throw lockedError('packed-refs')
      packedLock.publish(withoutPacked(readFileSync(packed, 'utf8'), ref))
    }
    if (existsSync(file)) unlinkSync(file)
  } finally {
    lock.release()
  }
}

/** packed-refs without one ref and the `^` line (what a tag peels to) that follows it. */
export function withoutPacked(text: string, ref: string): string {
  let dropping = false
  return text
    .split('\n')
    .filter((line) => {
      dropping = dropping && line.startsWith('^') ? true : line.endsWith(` ${ref}`)
      return !dropping
    })
    .join('\n')
}

export function lockedError(what: string): AppError {
  return new AppError({
    code: 'GIT_LOCKED',
    kind: 'failed',
    message: `Another git is writing ${what}. Try again. Where a crash has left its lock, Source control offers to remove it after a minute.`,
    details: { lock: `${what}.lock` },
  })
}

/** Adds a line to the reflogs of HEAD and its branch, as git does for a commit; or to HEAD's alone, as for a switch. */
export function addReflog(
  repository: Repository,
  entry: { from: string | null; to: string; who: string; message: string },
  only?: 'HEAD',
): void {
  if (!configFlag(repository.config, 'core.logallrefupdates', true)) return
  const line = `${entry.from ?? none} ${entry.to} ${entry.who}\t${entry.message.split('\n')[0]}\n`
  const branch = only ? null : headRef(repository)
  const files = [join(repository.gitdir, 'logs', 'HEAD')]
  if (branch) files.push(join(repository.commondir, 'logs', branch))
  for (const file of files) {
    makeFolderSync(dirname(file))
    appendFileSync(file, line)
  }
}
