import git, { type AuthCallback } from 'isomorphic-git'
import http from 'isomorphic-git/http/node'
import { AppError } from '#shared/errors.ts'
import { configValue } from '../config.ts'
import { runOwnGit } from '../own-git.ts'
import { readRef } from '../refs.ts'
import { openRepository, type Repository } from '../repository.ts'
import type { GitHandlers } from '../types.ts'
import { findLines } from './query.ts'
import { ledgerRef, readSegments, segmentLines, uniteLedger } from './store.ts'
import { flush } from './verbs.ts'

const maxAttempts = 8

/** A remote's ledger, reached over HTTP by isomorphic-git or else by the user's own git. */
interface Transport {
  /** The remote ledger's commit with its objects brought here; null when the remote has none yet. */
  fetch(): Promise<string | null>
  /** False when the remote moved meanwhile. */
  push(): Promise<boolean>
}

/** See `GitHandlers.syncLedger`. */
export const syncLedger: GitHandlers['syncLedger'] = async (
  { remote, ownGit, ...place },
  { signal, onProgress },
) => {
  const repository = openRepository(place.repo)
  const url = configValue(repository.config, `remote.${remote}.url`)
  if (!url) {
    throw new AppError({
      code: 'GIT_NO_REMOTE',
      kind: 'input',
      message: `This repository has no remote ${remote}. Add one with \`git remote add ${remote} URL\`.`,
    })
  }
  const commit = await flush(place)
  const before = new Set(await findLines(repository, {}))
  const transport = /^https?:/.test(url)
    ? httpTransport(repository, { url, remote, ownGit, signal })
    : gitTransport(repository, { remote, ownGit, signal })
  let steps = 0
  const step = (phase: string) =>
    onProgress({ phase, done: steps++, total: null, unit: 'steps', detail: 'runs' })
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    signal.throwIfAborted()
    step('Fetch')
    const theirs = await transport.fetch()
    if (theirs) await uniteLedger(repository, theirs)
    const ours = readRef(repository, ledgerRef)
    const known = theirs ? await linesOf(repository, theirs) : new Set<string>()
    const all = await findLines(repository, {})
    const result = {
      commit: ours ?? commit,
      fetched: all.filter((line) => !before.has(line)).length,
      pushed: all.filter((line) => !known.has(line)).length,
    }
    if (!ours || ours === theirs) return result
    step('Push')
    if (await transport.push()) return result
  }
  throw new AppError({
    code: 'LEDGER_BUSY',
    kind: 'remote',
    message: `Others push runs to ${remote} faster than we can. Your runs are safe here. Try again.`,
  })
}

async function linesOf(repository: Repository, commit: string): Promise<Set<string>> {
  const lines = new Set<string>()
  for (const { oid } of (await readSegments(repository, commit)).values()) {
    for (const line of await segmentLines(repository, oid)) lines.add(line)
  }
  return lines
}

interface TransportOptions {
  remote: string
  ownGit: boolean
  signal: AbortSignal
}

function httpTransport(repository: Repository, options: TransportOptions & { url: string }): Transport {
  const { url, remote, signal } = options
  const onAuth: AuthCallback = async (address) => {
    const found = options.ownGit ? await credentials(repository, address) : null
    return found ?? { cancel: true }
  }
  const via = { ...repository.at, http, url, remote, onAuth }
  return {
    async fetch() {
      try {
        const refs = await git.listServerRefs({ http, url, prefix: ledgerRef, onAuth })
        const theirs = refs.find(({ ref }) => ref === ledgerRef)?.oid
        if (!theirs) return null
        // isomorphic-git answers `fetchHead` and writes no ref of ours: uniting does.
        await git.fetch({ ...via, ref: ledgerRef, remoteRef: ledgerRef, singleBranch: true, tags: false })
        return theirs
      } catch (thrown) {
        throw unreachable(remote, thrown)
      }
    },
    async push() {
      try {
        const { ok } = await git.push({ ...via, ref: ledgerRef, remoteRef: ledgerRef, signal })
        return ok
      } catch (thrown) {
        if (isRefused(thrown)) return false
        throw unreachable(remote, thrown)
      }
    },
  }
}

/** Somebody pushed between our fetch and our push: isomorphic-git sees it beforehand, a server when it locks the ref. */
function isRefused(thrown: unknown): boolean {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return code === 'PushRejectedError' || code === 'GitPushError'
}

function unreachable(remote: string, thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (message.includes('Could not find HEAD')) {
    return new AppError(
      {
        code: 'GIT_REMOTE_EMPTY',
        kind: 'remote',
        message: `${remote} has no commit yet. Push your branch to it first.`,
      },
      { cause: thrown },
    )
  }
  const refused = code === 'UserCanceledError' || /\b40[13]\b/.test(message)
  return new AppError(
    {
      code: refused ? 'GIT_AUTH' : 'GIT_UNREACHABLE',
      kind: 'remote',
      message: refused
        ? `${remote} refused the sign-in. Sign in once with git (\`git fetch ${remote}\`), then try again. Your runs are safe here.`
        : `Could not reach ${remote} (${message}). Your runs are safe here. Try again.`,
    },
    { cause: thrown },
  )
}

/** What the user's own credential helper knows of an address; nobody is asked. */
async function credentials(
  repository: Repository,
  address: string,
): Promise<{ username: string; password: string } | null> {
  const { protocol, host, pathname } = new URL(address)
  const input = `protocol=${protocol.slice(0, -1)}\nhost=${host}\npath=${pathname.slice(1)}\n\n`
  const answer = await runOwnGit(repository.dir, ['credential', 'fill'], {
    input,
    env: { GIT_ASKPASS: 'true' },
  })
  const values = new Map(
    answer?.stdout.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  )
  const [username, password] = [values.get('username'), values.get('password')]
  return answer?.code === 0 && username && password ? { username, password } : null
}

/** isomorphic-git speaks HTTP alone: SSH, files and the rest go through the user's own git. */
function gitTransport(repository: Repository, { remote, ownGit, signal }: TransportOptions): Transport {
  const run = async (...args: string[]) => {
    const output = ownGit ? await runOwnGit(repository.dir, args, { signal }) : null
    if (output) return output
    throw new AppError({
      code: 'GIT_NEEDS_OWN_GIT',
      kind: 'input',
      message: `Only git itself reaches ${remote} (no http address), and ${ownGit ? 'no git was found here. Install it' : 'commands are off in a restricted workspace. Trust it'}, then try again.`,
    })
  }
  return {
    async fetch() {
      const listed = await run('ls-remote', remote, ledgerRef)
      if (listed.code !== 0) throw unreachable(remote, new Error(listed.stderr.trim()))
      const theirs = /^([0-9a-f]{40})\t/.exec(listed.stdout)?.[1]
      if (!theirs) return null
      const fetched = await run('fetch', '--no-tags', '--no-write-fetch-head', remote, ledgerRef)
      if (fetched.code !== 0) throw unreachable(remote, new Error(fetched.stderr.trim()))
      return theirs
    },
    async push() {
      const pushed = await run('push', '--porcelain', '--no-verify', remote, `${ledgerRef}:${ledgerRef}`)
      if (pushed.code === 0) return true
      if (/^!.*\[(remote )?rejected\]/m.test(pushed.stdout)) return false
      throw unreachable(remote, new Error(pushed.stderr.trim()))
    },
  }
}
