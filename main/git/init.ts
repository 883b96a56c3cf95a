import { realpathSync } from 'node:fs'
import git from 'isomorphic-git'
import { makeFolderSync, replaceFileSync } from '../disk/index.ts'
import { readConfig } from './config.ts'
import { identityOf } from './identity.ts'
import { locate } from './locate.ts'
import { repoFs } from './repo-fs.ts'
import { openRepository } from './repository.ts'
import type { GitHandlers, RepoRef } from './types.ts'

const config = `[core]
\trepositoryformatversion = 0
\tfilemode = ${process.platform !== 'win32'}
\tbare = false
\tlogallrefupdates = true
${{ win32: '\tsymlinks = false\n\tignorecase = true\n', darwin: '\tignorecase = true\n\tprecomposeunicode = true\n' }[process.platform as string] ?? ''}`

/** See `GitHandlers.discover`. */
export const discover: GitHandlers['discover'] = async ({ root }) => {
  const located = locate(root)
  return located && { dir: located.dir, prefix: located.prefix }
}

/** See `GitHandlers.initRepository`. */
export const initRepository: GitHandlers['initRepository'] = async ({ root }) => {
  makeFolderSync(root)
  const there = locate(root)
  if (there) return { dir: there.dir, prefix: there.prefix }
  return makeRepository(realpathSync(root))
}

/** Makes a folder (its real path) a repository with the unborn branch `main`, also inside another one. */
export async function makeRepository(dir: string): Promise<RepoRef> {
  const gitdir = `${dir}/.git`
  await git.init({ fs: repoFs({ dir, gitdir, commondir: gitdir, prefix: '' }), dir, defaultBranch: 'main' })
  // isomorphic-git writes what suits a browser (no modes, no links, a file system that ignores case)
  replaceFileSync(`${gitdir}/config`, config)
  return { dir, prefix: '' }
}

/** See `GitHandlers.identity`. */
export const identity: GitHandlers['identity'] = async ({ repo }) =>
  identityOf(repo ? openRepository(repo).config : readConfig(null))
