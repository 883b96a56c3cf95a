import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { configFlag, configValue } from './config.ts'
import { identityOf } from './identity.ts'
import type { Repository } from './repository.ts'

const commitHooks = ['pre-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit', 'reference-transaction']

/**
 * Why only the user's own git may commit here, as words for a sentence; null when we can. isomorphic-git runs no
 * filters and no hooks, signs nothing by itself, and reads no index of form 4 or split.
 */
export function needsOwnGit(repository: Repository): string | null {
  if (configFlag(repository.config, 'commit.gpgsign')) return 'signs its commits'
  const hook = commitHooks.find((name) => isHook(hookFile(repository, name)))
  if (hook) return `runs a ${hook} hook`
  return needsOwnGitToWrite(repository)
}

/** Why only the user's own git may write working files and the index here; null when we can. */
export function needsOwnGitToWrite(repository: Repository): string | null {
  const { config, gitdir } = repository
  const attribute = filterAttribute(repository)
  if (attribute) return `changes files on their way in (${attribute} in .gitattributes)`
  if (configFlag(config, 'core.splitindex') || configFlag(config, 'index.sparse'))
    return 'has a split or sparse index'
  const index = join(gitdir, 'index')
  if (existsSync(index) && readFileSync(index).readUInt32BE(4) > 3) return 'has an index of form 4'
  return null
}

/** Where a hook of this name would be. */
export function hookFile({ config, commondir, dir }: Repository, name: string): string {
  const folder = configValue(config, 'core.hookspath')
  if (folder === undefined) return join(commondir, 'hooks', name)
  const path = folder.startsWith('~/') ? join(process.env.HOME ?? '', folder.slice(2)) : folder
  return isAbsolute(path) ? join(path, name) : join(dir, path, name)
}

function isHook(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false })
  return Boolean(stat?.isFile() && (process.platform === 'win32' || stat.mode & 0o111))
}

/** The first attribute that makes git store other bytes than the file's, in any .gitattributes that could apply. */
function filterAttribute({ dir, prefix, commondir }: Repository): string | null {
  const folders = [dir]
  for (const part of prefix.split('/').filter(Boolean)) folders.push(join(folders.at(-1) ?? dir, part))
  const top = folders.at(-1) ?? dir
  const files = [
    join(commondir, 'info', 'attributes'),
    ...folders.map((folder) => join(folder, '.gitattributes')),
    ...readdirSync(top, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(top, entry.name, '.gitattributes')),
  ]
  for (const file of files) {
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) continue
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line.trimStart().startsWith('#')) continue
      const found = /\s(filter=(?!\s)\S+|working-tree-encoding=\S+|ident)(?=\s|$)/.exec(line)?.[1]
      if (found) return found
    }
  }
  return null
}

export interface GitOutput {
  code: number
  stdout: string
  stderr: string
}

/**
 * Runs the user's own git in the repository, without a shell. Null when there is none on this computer. Ends it after
 * `timeoutMs` (2 minutes).
 */
export function runOwnGit(
  dir: string,
  args: readonly string[],
  {
    input = '',
    env = {},
    signal,
    timeoutMs = 120_000,
    onLine,
  }: {
    input?: string
    env?: Record<string, string>
    signal?: AbortSignal
    timeoutMs?: number
    /** Each piece of what it says on stderr, as it comes. */
    onLine?: (text: string) => void
  } = {},
): Promise<GitOutput | null> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, {
      cwd: dir,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_EDITOR: 'true', LC_ALL: 'C', ...env },
      stdio: 'pipe',
      timeout: timeoutMs,
      ...(signal && { signal }),
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      err.push(chunk)
      onLine?.(chunk.toString('utf8'))
    })
    child.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(null) : reject(error),
    )
    child.on('close', (code) =>
      resolve({
        code: code ?? -1,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      }),
    )
    child.stdin.on('error', () => undefined) // git may end before it reads
    child.stdin.end(input)
  })
}

/** Names an author to git where its own settings name none, so that nobody is stopped by it. */
export function whoEnvironment({ config }: Repository): Record<string, string> {
  if (configValue(config, 'user.name') !== undefined) return {}
  const { name, email } = identityOf(config)
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  }
}

/** Commits exactly `paths` by the user's own git: its filters, hooks and signing apply. */
export async function commitByOwnGit(
  repository: Repository,
  reason: string,
  { message, paths, allowed }: { message: string; paths: readonly string[]; allowed: boolean },
): Promise<void> {
  const refuse = (why: string) =>
    new AppError({
      code: 'GIT_NEEDS_OWN_GIT',
      kind: 'input',
      message: `This repository ${reason}, so the commit is your own git's to make, ${why}. Your files are as they were.`,
      details: { reason },
    })
  if (!allowed)
    throw refuse('and commands are off in a restricted workspace. Trust it, or commit in a terminal')
  // Untracked files have to be known to git before `commit --only` takes them; `-N` adds no content.
  const added = await runOwnGit(repository.dir, ['add', '-N', '--', ...paths])
  if (!added) throw refuse('and no git was found on this computer. Install git, or commit where there is one')
  const done = await runOwnGit(repository.dir, ['commit', '--only', '-F', '-', '--', ...paths], {
    input: message,
    env: whoEnvironment(repository),
  })
  if (done?.code === 0) return
  const said = (done?.stderr.trim() || done?.stdout.trim() || 'git said nothing').slice(0, 2000)
  throw new AppError({
    code: 'GIT_REFUSED',
    kind: 'failed',
    message: `git refused the commit: ${said} Mend that, then commit again.`,
    details: { reason, said },
  })
}
