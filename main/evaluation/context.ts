import type { NativeClient } from '../engine/index.ts'
import type { GitHandlers } from '../git/index.ts'
import type { FilesHandlers } from '../store/worker.ts'
import type { StartWorker, WorkerClient } from '../worker/index.ts'
import type { Workspace } from '../workspace/index.ts'

/** All that planning and running evaluations reaches of the outside. */
export interface EvaluationContext {
  /** `LAKEBENCH_HOME`. */
  home: string
  /** Folder of the standard library as shipped. */
  resources: string
  workspace: Workspace
  git: WorkerClient<GitHandlers>
  files: WorkerClient<FilesHandlers>
  /** Analyses statements and runs evaluations that say `engine: native`. */
  native: NativeClient
  /** Builds images. */
  importer: NativeClient
  startWorker: StartWorker
  now: () => Date
  /** Version of the app, as runs record it. */
  app: string
}
