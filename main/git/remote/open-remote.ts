import { existsSync } from 'node:fs'
import { inputError } from '#shared/errors.ts'
import { configValue } from '../config.ts'
import { hookFile } from '../own-git.ts'
import type { Repository } from '../repository.ts'
import { isSafeRef } from '../safe-path.ts'
import { type Address, parseAddress } from './address.ts'
import { httpTransport } from './http-transport.ts'
import { ownGitTransport } from './own-git-transport.ts'
import type { Named } from './remote-error.ts'
import type { Transport, TransportWork } from './transport.ts'

/** A remote of the repository's settings. */
export interface RemoteConfig {
  name: string
  fetch: Address
  push: Address
}

/** The names of the remotes, in the order of the settings. */
export function remoteNames({ config }: Repository): string[] {
  return [...config.keys()].flatMap((key) => /^remote\.(.+)\.url$/s.exec(key)?.[1] ?? [])
}

/** A remote by its name. Throws `GIT_NO_REMOTE`, `GIT_ADDRESS`. */
export function readRemote({ config, dir }: Repository, name: string): RemoteConfig {
  const url = configValue(config, `remote.${name}.url`)
  if (!url || !isSafeRef(`refs/remotes/${name}/main`)) {
    throw inputError('GIT_NO_REMOTE', `This repository has no remote ${name}. Add one in Source control.`)
  }
  const pushUrl = configValue(config, `remote.${name}.pushurl`)
  const fetch = parseAddress(url, dir)
  return { name, fetch, push: pushUrl ? parseAddress(pushUrl, dir) : fetch }
}

/** The transport to a remote, for reading it. */
export function openRemote(repository: Repository, remote: RemoteConfig, work: TransportWork): Transport {
  return transportTo(repository, remote.fetch, remote.name, work)
}

/** The transport that a branch is pushed by. A pre-push hook (LFS has one) is git's own to run. */
export function openForPush(
  repository: Repository,
  { name, push }: RemoteConfig,
  work: TransportWork,
): { branch: Transport; ledger: Transport } {
  const ledger = transportTo(repository, push, name, work)
  const hooks = existsSync(hookFile(repository, 'pre-push'))
  if (!hooks) return { branch: ledger, ledger }
  return {
    ledger,
    branch: ownGitTransport(repository, { address: push, named: namedBy(push, name), work, hooks }),
  }
}

function transportTo(repository: Repository, address: Address, name: string, work: TransportWork): Transport {
  const options = { address, named: namedBy(address, name), work }
  return address.reach === 'http' ? httpTransport(repository, options) : ownGitTransport(repository, options)
}

const namedBy = ({ url, origin }: Address, name: string): Named => ({ name, url, origin })
