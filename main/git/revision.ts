import git from 'isomorphic-git'
import { AppError } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import { readHead, readRef } from './refs.ts'
import type { Repository } from './repository.ts'

/** Prefixes that git tries in this order for a short name. */
const rules = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/']

/**
 * The commit that `revision` names: HEAD, @, a branch, tag or remote branch, an id of 4 digits or more, each with
 * any number of `~n` and `^n`. Throws `GIT_REF_UNKNOWN` or `GIT_REF_AMBIGUOUS`.
 */
export async function resolveRevision(repository: Repository, revision: string): Promise<string> {
  const [, base = '', steps = ''] = /^(.*?)((?:[~^]\d*)*)$/s.exec(revision) ?? []
  let commit = await resolveBase(repository, base, revision)
  for (const [, kind, digits] of steps.matchAll(/([~^])(\d*)/g)) {
    const count = digits ? Number(digits) : 1
    if (kind === '~') for (let i = 0; i < count; i++) commit = await parent(repository, commit, 1, revision)
    else if (count > 0) commit = await parent(repository, commit, count, revision)
  }
  return commit
}

async function resolveBase(repository: Repository, base: string, revision: string): Promise<string> {
  if (base === 'HEAD' || base === '@') {
    const { branch, commit } = readHead(repository)
    if (commit) return commit
    throw unknown(revision, `The branch ${branch ?? 'HEAD'} has no commit yet. Commit something first.`)
  }
  const valid = base !== '' && !base.startsWith('/') && !/\.\.|[\s~^:?*[\\\0]/.test(base)
  if (valid) {
    for (const rule of rules) {
      const name = rule + base
      // A bare name is a ref of its own only as HEAD and the like; `refs/` comes before tags and branches.
      if (rule === '' && !name.startsWith('refs/')) continue
      const id = readRef(repository, name)
      if (id) return peel(repository, id)
    }
  }
  if (/^[0-9a-f]{4,40}$/i.test(base)) {
    const id = await expand(repository, base.toLowerCase())
    if (id) return peel(repository, id)
  }
  throw unknown(revision, `There is no version ${revision} in this repository. Choose another version.`)
}

async function expand({ at }: Repository, id: string): Promise<string | null> {
  try {
    const whole = id.length === 40 ? id : await git.expandOid({ ...at, oid: id })
    await git.readObject({ ...at, oid: whole, format: 'deflated' })
    return whole
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'AmbiguousError') {
      throw new AppError({
        code: 'GIT_REF_AMBIGUOUS',
        kind: 'input',
        message: `${id} could be several objects. Give more digits.`,
      })
    }
    return null
  }
}

/** The commit that a tag leads to. */
async function peel({ at }: Repository, id: string): Promise<string> {
  try {
    const { oid } = await git.readCommit({ ...at, oid: id })
    return oid
  } catch (thrown) {
    throw unknown(id, `${short(id)} is no commit. Choose another version.`, thrown)
  }
}

async function parent({ at }: Repository, commit: string, n: number, revision: string): Promise<string> {
  const { commit: read } = await git.readCommit({ ...at, oid: commit })
  const found = read.parent[n - 1]
  if (found) return found
  throw unknown(revision, `${revision} goes back further than the history does. Choose another version.`)
}

function unknown(revision: string, message: string, cause?: unknown): AppError {
  return new AppError(
    { code: 'GIT_REF_UNKNOWN', kind: 'input', message, details: { ref: revision } },
    { cause },
  )
}
