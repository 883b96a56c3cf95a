import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError, inputError } from '#shared/errors.ts'
import { isAlive, replaceFileSync } from '../../disk/index.ts'
import type { HandlerWork } from '../../worker/index.ts'
import { indexAfter, writeWorking } from '../checkout.ts'
import { addConfig } from '../config-file.ts'
import { indexBytes } from '../index-file.ts'
import { makeRepository } from '../init.ts'
import { updateRef } from '../refs.ts'
import { openRepository } from '../repository.ts'
import { listTree, treeOf } from '../trees.ts'
import type { Credentials } from './address.ts'
import { parseAddress, shownAddress } from './address.ts'
import { takeAll } from './fetch.ts'
import { openRemote, readRemote } from './open-remote.ts'
import type { RemoteHandlers } from './types.ts'

/** See `RemoteHandlers.cloneRepository`. It grows beside its place and takes it when it is whole. */
export const cloneRepository: RemoteHandlers['cloneRepository'] = async ({ address, folder, auth }, work) => {
  const place = resolve(folder)
  refuseTaken(place)
  const parent = dirname(place)
  removeDead(parent, basename(place))
  const made = mkdirSync(parent, { recursive: true })
  const growing = join(parent, `.${basename(place)}.clone-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    mkdirSync(growing)
    const branch = await cloneInto(realpathSync(growing), { address, auth }, work)
    work.signal.throwIfAborted()
    refuseTaken(place)
    if (existsSync(place)) rmdirSync(place)
    renameSync(growing, place)
    return { root: realpathSync(place), branch }
  } catch (thrown) {
    rmSync(growing, { recursive: true, force: true, maxRetries: 3 })
    if (made) removeEmpty(parent, made)
    throw thrown
  }
}

async function cloneInto(
  dir: string,
  { address: typed, auth }: { address: string; auth: Credentials | null },
  work: HandlerWork,
): Promise<string | null> {
  const address = parseAddress(typed)
  const repo = await makeRepository(dir)
  const name = 'origin'
  await addConfig(join(dir, '.git'), ['remote', name], {
    url: address.url,
    fetch: `+refs/heads/*:refs/remotes/${name}/*`,
  })
  const repository = openRepository(repo)
  const remote = readRemote(repository, name)
  const shown = shownAddress(address.url)
  // The user typed the address, so their own git may go there; nothing of the repository is asked.
  const access = { ownGit: true, auth: auth ?? address.embedded }
  const transport = openRemote(repository, { ...remote, name: shown }, { ...access, ...work })
  const listing = await transport.list()
  if (listing.head === null) {
    throw new AppError({
      code: listing.refs.size === 0 ? 'GIT_REMOTE_EMPTY' : 'GIT_REMOTE_HEAD',
      kind: 'remote',
      message:
        listing.refs.size === 0
          ? `There is no commit at ${shown} yet. Push a first one to it; or make a new workspace, and add this address as its remote.`
          : `The default branch at ${shown} has no commit yet, though others have. Make one of them the default there, then clone.`,
    })
  }
  await takeAll(repository, name, transport, listing)
  const branch = listing.head.replace(/^refs\/heads\//, '')
  const commit = listing.refs.get(listing.head) ?? ''
  const leaves = await listTree(repository, await treeOf(repository, commit), [''])
  const files = [...leaves].map(([path, leaf]) => ({ path, leaf }))
  await writeWorking(repository, files, work)
  replaceFileSync(join(dir, '.git', 'index'), indexBytes(indexAfter(repository, [], files)))
  await updateRef(repository, listing.head, commit, null)
  replaceFileSync(join(dir, '.git', 'HEAD'), `ref: ${listing.head}\n`)
  replaceFileSync(join(dir, '.git', 'refs', 'remotes', name, 'HEAD'), `ref: refs/remotes/${name}/${branch}\n`)
  await addConfig(join(dir, '.git'), ['branch', branch], { remote: name, merge: listing.head })
  return branch
}

function refuseTaken(place: string): void {
  if (!existsSync(place)) return
  let names: string[]
  try {
    names = readdirSync(place)
  } catch {
    throw inputError('NOT_A_FOLDER', 'There is a file of this name. Choose another folder.', { file: place })
  }
  if (names.length === 0) return
  throw inputError('FOLDER_NOT_EMPTY', 'This folder has other things in it. Choose a new or an empty one.', {
    file: place,
  })
}

/** What clones of processes that were killed left beside the place. */
function removeDead(parent: string, name: string): void {
  if (!existsSync(parent)) return
  for (const entry of readdirSync(parent)) {
    if (!entry.startsWith(`.${name}.clone-`)) continue
    const pid = Number(/^(\d+)-[0-9a-f]{8}$/.exec(entry.slice(name.length + 8))?.[1] ?? Number.NaN)
    if (!Number.isNaN(pid) && !isAlive(pid)) rmSync(join(parent, entry), { recursive: true, force: true })
  }
}

/** Removes folders from `from` up to `top` as long as they are empty. */
function removeEmpty(from: string, top: string): void {
  for (let at = from; at.length >= top.length; at = dirname(at)) {
    if (!existsSync(at)) continue
    if (readdirSync(at).length > 0) return
    rmdirSync(at)
  }
}
