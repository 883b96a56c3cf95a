import { AppError } from '#shared/errors.ts'
import { configFlag, configValue, type GitConfig, readConfig } from './config.ts'
import { type Located, locate } from './locate.ts'
import { type RepoFs, repoFs } from './repo-fs.ts'
import type { RepoRef } from './types.ts'

/** An opened repository with what isomorphic-git's verbs take. */
export interface Repository extends Located {
  fs: RepoFs
  /** isomorphic-git's cache of pack indexes; objects never change, so it holds as long as the thread. */
  cache: object
  /** Read anew at each opening: it is small, and people edit it. */
  config: GitConfig
  /** `fs`, `gitdir` and `cache`, as most of isomorphic-git's verbs take them. */
  at: { fs: RepoFs; gitdir: string; cache: object }
}

const opened = new Map<string, Repository>()

/** The repository of `ref`. `NO_GIT` when it is gone, `GIT_UNSUPPORTED` when isomorphic-git cannot read its form. */
export function openRepository(ref: RepoRef): Repository {
  const located = locate(ref.dir)
  if (located?.prefix !== '') {
    throw new AppError({
      code: 'NO_GIT',
      kind: 'input',
      message: 'The git repository of this workspace is gone. Open the folder again.',
      place: { file: ref.dir },
    })
  }
  const config = readConfig(located)
  refuseUnsupported(config)
  const known = opened.get(located.gitdir)
  if (known && known.commondir === located.commondir) return { ...known, prefix: ref.prefix, config }
  const fs = repoFs(located)
  const cache = {}
  const at = { fs, gitdir: located.gitdir, cache }
  const repository = { ...located, prefix: ref.prefix, fs, cache, config, at }
  opened.set(located.gitdir, repository)
  return repository
}

function refuseUnsupported(config: GitConfig): void {
  const form =
    (configValue(config, 'extensions.objectformat') ?? 'sha1') !== 'sha1'
      ? 'SHA-256 object names'
      : (configValue(config, 'extensions.refstorage') ?? 'files') !== 'files'
        ? 'the reftable form'
        : configValue(config, 'extensions.partialclone') !== undefined
          ? 'a partial clone'
          : configFlag(config, 'core.bare')
            ? 'no working tree (bare)'
            : null
  if (!form) return
  throw new AppError({
    code: 'GIT_UNSUPPORTED',
    kind: 'input',
    message: `This repository has ${form}, which Lakebench cannot read yet. Clone it in git's usual form and open that.`,
  })
}

/** A workspace path as the repository has it. */
export function inRepository({ prefix }: RepoRef, path: string): string {
  return prefix ? `${prefix}/${path}` : path
}

/** A repository path as the workspace has it, null when it lies outside. */
export function inWorkspace({ prefix }: RepoRef, path: string): string | null {
  if (!prefix) return path
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : null
}
