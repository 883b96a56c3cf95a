import { createHash } from 'node:crypto'
import { readFile, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type AppError, inputError, toAppError } from '#shared/errors.ts'
import { type RemoteConfig, WorkspaceFile } from '#shared/format/workspace.ts'
import { parseYaml } from '#shared/format/yaml.ts'
import { errorCode } from '../disk/index.ts'
import type { GitHandlers } from '../git/index.ts'
import type { WorkerClient } from '../worker/index.ts'
import { isTrusted } from './trust.ts'

export type { RemoteConfig } from '#shared/format/workspace.ts'

/** An opened workspace: where it is and what this computer allows it. */
export interface Workspace {
  /** First 16 hex digits of the SHA-256 of the real path: names it in requests, `state/`, `syncs/` and `roots/`. */
  id: string
  /** Real path of the workspace folder. */
  root: string
  name: string
  remotes: Record<string, RemoteConfig>
  /** Not trusted by this computer's user: no remotes, no transforms in TypeScript, no commands. */
  restricted: boolean
  /** The repository that holds it (a workspace may be a subfolder of one), or null for a plain folder. */
  git: { dir: string; prefix: string } | null
}

export interface OpenedWorkspace extends Workspace {
  /** Files that could not be read: the rest of the workspace is open. */
  problems: AppError[]
}

/** What opening needs of the outside. */
export interface OpenContext {
  home: string
  git: WorkerClient<GitHandlers>
}

export function workspaceId(realRoot: string): string {
  return createHash('sha256').update(realRoot).digest('hex').slice(0, 16)
}

/**
 * Opens a folder as it stands now. A plain folder opens too, without versions; a broken `lakebench.yml` is a problem
 * and the rest is open. Throws `WORKSPACE_MISSING` when there is no such folder, `NOT_A_FOLDER` for a file.
 */
export async function openWorkspace({ home, git }: OpenContext, folder: string): Promise<OpenedWorkspace> {
  const root = await realFolder(folder)
  const id = workspaceId(root)
  const problems: AppError[] = []
  const file = await readWorkspaceFile(root, problems)
  const repo = await git.call('discover', { root }).catch((thrown) => {
    problems.push(toAppError(thrown))
    return null
  })
  const { name, remotes } = file ?? { name: basename(root) || 'workspace', remotes: {} }
  const restricted = !(await isTrusted(home, { id, root, remotes }))
  return { id, root, name, remotes, restricted, git: repo, problems }
}

async function realFolder(folder: string): Promise<string> {
  let root: string
  try {
    root = await realpath(folder)
  } catch {
    throw inputError(
      'WORKSPACE_MISSING',
      'There is no such folder. Check the path, or make a workspace there with `lakebench init`.',
      { file: folder },
    )
  }
  if ((await stat(root)).isDirectory()) return root
  throw inputError('NOT_A_FOLDER', 'A workspace is a folder. Open the folder that holds this file.', {
    file: folder,
  })
}

async function readWorkspaceFile(root: string, problems: AppError[]): Promise<WorkspaceFile | null> {
  try {
    return parseYaml('lakebench.yml', await readFile(join(root, 'lakebench.yml'), 'utf8'), WorkspaceFile)
  } catch (thrown) {
    problems.push(
      errorCode(thrown) === 'ENOENT'
        ? inputError(
            'WORKSPACE_FILE_MISSING',
            'There is no lakebench.yml, so no remote is known. Make one with `lakebench init` in this folder.',
            { file: 'lakebench.yml' },
          )
        : toAppError(thrown),
    )
    return null
  }
}
