import { createHash } from 'node:crypto'
import type { AppError } from '#shared/errors.ts'
import type { RemoteConfig } from '#shared/format/workspace.ts'

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

export function workspaceId(realRoot: string): string {
  return createHash('sha256').update(realRoot).digest('hex').slice(0, 16)
}
