import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import type { NativeClient } from '../engine/index.ts'
import type { GitHandlers, LedgerPlace, RepoRef } from '../git/index.ts'
import type { LakeContext } from '../lake/index.ts'
import type { StartWorker, WorkerClient } from '../worker/index.ts'

/** All that planning and running evaluations reaches of the outside. */
export interface EvaluationContext extends LakeContext {
  /** Folder of the standard library as shipped. */
  resources: string
  git: WorkerClient<GitHandlers>
  /** Analyses statements, and runs evaluations that say `engine: native`. */
  native: NativeClient
  startWorker: StartWorker
  /** Version of the app, as runs record it. */
  app: string
  /** The file at hand that a table's name means on this computer, or null: a run refuses it by name. */
  fileAtHand?: (table: string) => Promise<{ id: string; file: string } | null>
}

/** The workspace's repository. `NO_GIT` for a plain folder: the rest of it opens, its evaluations do not run. */
export function repositoryOf({ workspace }: EvaluationContext): RepoRef {
  if (workspace.git) return { dir: workspace.git.dir, prefix: workspace.git.prefix }
  throw new AppError({
    code: 'NO_GIT',
    kind: 'input',
    message:
      'Evaluations need versions, and this folder is no git repository. Make it one with `git init` (no file changes) and open it again.',
    place: { file: workspace.root },
  })
}

/** Where this workspace's ledger and its journals are. */
export function ledgerOf(ctx: EvaluationContext): LedgerPlace {
  return { repo: repositoryOf(ctx), journal: join(ctx.home, 'state', ctx.workspace.id, 'runs') }
}
