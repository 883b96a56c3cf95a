import { devNull } from 'node:os'
import { AppError, cancelledError } from '#shared/errors.ts'
import { type GitOutput, runOwnGit } from '../own-git.ts'
import type { Repository } from '../repository.ts'
import { isSafeRef } from '../safe-path.ts'
import { type Address, shownAddress } from './address.ts'
import { refusedBy } from './http-transport.ts'
import type { Named } from './remote-error.ts'
import type { RemoteListing, SendResult, Transport, TransportWork } from './transport.ts'

const hourMs = 3_600_000

/** Nothing of the repository's or the remote's choosing runs: no hooks, no watcher, no other protocol, no submodules. */
const settings = [
  ['core.fsmonitor', 'false'],
  ['protocol.ext.allow', 'never'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['submodule.recurse', 'false'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`])
const noHooks = ['-c', `core.hooksPath=${devNull}`]

/** What git may speak, and that it asks nobody: neither on a terminal nor in a window. */
const environment = {
  GIT_ALLOW_PROTOCOL: 'ssh:file:https:http',
  GIT_ASKPASS: 'true',
  SSH_ASKPASS: 'true',
  SSH_ASKPASS_REQUIRE: 'force',
  GCM_INTERACTIVE: 'never',
}

/**
 * A remote over SSH or in a folder, by the user's own git. It is given the address and not the remote's name, so that
 * `remote.<name>.uploadpack` and the like of the repository's settings have no say.
 */
export function ownGitTransport(
  repository: Pick<Repository, 'dir'>,
  {
    address,
    named,
    work,
    hooks = false,
  }: {
    address: Address
    named: Named
    work: TransportWork
    /** A push may run the user's own pre-push hook, which LFS needs. */
    hooks?: boolean
  },
): Transport {
  const { signal, onProgress, ownGit } = work
  const run = async (args: string[], input = ''): Promise<GitOutput> => {
    if (!ownGit) throw needsOwnGit(named, 'commands are off in a restricted workspace. Trust it')
    const quiet = args[0] === 'push' && hooks ? [] : noHooks
    try {
      const output = await runOwnGit(repository.dir, [...settings, ...quiet, ...args], {
        input,
        signal,
        env: environment,
        timeoutMs: hourMs,
        onLine: (text) => {
          const found = /([A-Z][a-z]+ (?:objects|deltas)):\s+\d+% \((\d+)\/(\d+)\)/.exec(text)
          if (found?.[1]) {
            onProgress({
              phase: found[1],
              done: Number(found[2]),
              total: Number(found[3]),
              unit: 'objects',
              detail: named.name,
            })
          }
        },
      })
      if (!output) throw needsOwnGit(named, 'no git was found on this computer. Install git')
      return output
    } catch (thrown) {
      if (signal.aborted) throw cancelledError('The transfer')
      throw thrown
    }
  }
  return {
    async list() {
      onProgress({ phase: 'List', done: 0, total: null, unit: 'steps', detail: named.name })
      const output = await run(['ls-remote', '--symref', '--', address.url])
      if (output.code !== 0) throw ownGitError(named, output)
      return listingOf(output.stdout)
    },
    async receive(listing, refs) {
      const wanted = [...listing.refs.keys()].filter(
        (ref) => /^refs\/(heads|tags)\//.test(ref) || refs.includes(ref),
      )
      if (wanted.length === 0) return
      const output = await run(
        [
          'fetch',
          '--no-tags',
          '--no-write-fetch-head',
          '--no-recurse-submodules',
          '--progress',
          '--stdin',
          '--',
          address.url,
        ],
        wanted.map((ref) => `${ref}\n`).join(''),
      )
      if (output.code !== 0) throw ownGitError(named, output)
    },
    async send({ ref, remoteRef, lease }): Promise<SendResult> {
      const force = lease === undefined ? [] : [`--force-with-lease=${remoteRef}:${lease}`]
      const output = await run([
        'push',
        '--porcelain',
        '--progress',
        '--recurse-submodules=no',
        ...force,
        '--',
        address.url,
        `${ref}:${remoteRef}`,
      ])
      if (output.code === 0) return { ok: true }
      const said = /^!\t\S+\t\[(?:remote )?rejected\] \((.*)\)/m.exec(output.stdout)?.[1]
      if (said !== undefined) return refusedBy(said)
      throw ownGitError(named, output)
    },
  }
}

function listingOf(text: string): RemoteListing {
  const refs = new Map<string, string>()
  let head: string | null = null
  for (const line of text.split('\n')) {
    const [, target] = /^ref: (\S+)\tHEAD$/.exec(line) ?? []
    if (target) head = target
    const [, oid, ref] = /^([0-9a-f]{40})\t(\S+)$/.exec(line) ?? []
    if (oid && ref && isSafeRef(ref) && !ref.endsWith('^{}')) refs.set(ref, oid)
  }
  return { refs, head: head !== null && refs.has(head) ? head : null }
}

function needsOwnGit({ name }: Named, why: string): AppError {
  return new AppError({
    code: 'GIT_NEEDS_OWN_GIT',
    kind: 'input',
    message: `Only git itself reaches ${name} (its address is not http), and ${why}, then try again.`,
  })
}

/** What git said, as a sentence of ours; what it printed itself stands in the details, without names in addresses. */
function ownGitError(named: Named, { stderr }: GitOutput): AppError {
  const said = stderr.trim().slice(-1000)
  const fail = (code: string, message: string) =>
    new AppError({
      code,
      kind: 'remote',
      message,
      details: {
        remote: named.name,
        said: said
          .split(/(?=\b[a-z]+:\/\/)/)
          .map(shownAddress)
          .join(''),
      },
    })
  if (/Permission denied \(|Authentication failed/i.test(said))
    return fail(
      'GIT_SSH_REFUSED',
      `${named.name} refused your key. Check that \`ssh\` signs you in there, then try again.`,
    )
  if (/Host key verification failed/i.test(said))
    return fail(
      'GIT_SSH_HOST',
      `The server of ${named.name} is not known to your SSH. Connect once in a terminal and check its key, then try again.`,
    )
  if (/does not appear to be a git repository|repository .* not found|does not exist/i.test(said))
    return fail('GIT_NOT_FOUND', `There is no repository at ${shownAddress(named.url)}. Check the address.`)
  if (/dubious ownership/i.test(said))
    return fail(
      'GIT_OWNERSHIP',
      `The folder of ${named.name} belongs to somebody else, so git does not read it. Allow it with \`git config --global --add safe.directory\`, if you trust it.`,
    )
  return fail('GIT_UNREACHABLE', `Could not reach ${named.name}. Your commits are safe here. Try again.`)
}
