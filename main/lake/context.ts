import type { NativeClient } from '../engine/index.ts'
import type { FilesHandlers } from '../store/index.ts'
import type { WorkerClient } from '../worker/index.ts'
import type { Workspace } from '../workspace/index.ts'

/** What the lake's verbs work with. */
export interface LakeContext {
  /** `LAKEBENCH_HOME`. */
  home: string
  workspace: Workspace
  files: WorkerClient<FilesHandlers>
  /** The native process that builds images. */
  importer: NativeClient
  now: () => Date
}
