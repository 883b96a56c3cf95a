import type { NativeClient } from '../engine/index.ts'
import type { Bounds } from '../engine/reader/index.ts'
import type { FilesHandlers } from '../store/index.ts'
import type { StartWorker, WorkerClient } from '../worker/index.ts'
import type { Workspace } from '../workspace/index.ts'

/** What the verbs of files at hand work with. */
export interface HandContext {
  /** `LAKEBENCH_HOME`. */
  home: string
  workspace: Workspace
  files: WorkerClient<FilesHandlers>
  /** Writes rows as Parquet where a contract cannot read the file itself. */
  native: NativeClient
  /** Starts the process that reads one file. */
  startWorker: StartWorker
  now: () => Date
  /** What that process may take. Default: 2 GiB or half of the memory, 30 times the file, 15 minutes. */
  bounds?: Partial<Bounds>
}
