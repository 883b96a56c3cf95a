import { cancelledError } from '#shared/errors.ts'
import type { NativeHandlers } from '../engine/index.ts'
import type { GitHandlers, RemoteHandlers } from '../git/index.ts'
import type { SearchHandlers } from '../search/index.ts'
import type { FilesHandlers } from '../store/index.ts'
import { connectWorker, type StartWorker, type WorkerClient } from '../worker/index.ts'
import { type CredentialStore, createCredentials, type SafeStorage } from './credentials.ts'

/** What a host hands down: where things live and how workers are started. No other effect reaches the core. */
export interface HostEffects {
  /** `LAKEBENCH_HOME`: store, images, state. */
  home: string
  /** The folder of the standard library and of the demo's files, as shipped. */
  resources: string
  startWorker: StartWorker
  now?: () => Date
  /** The system's key store, where this host reaches one. */
  safeStorage?: SafeStorage
}

/** The parts that all workspaces of this process share. */
export interface App {
  home: string
  resources: string
  startWorker: StartWorker
  now: () => Date
  /** Answers the window: queries, analysis. */
  native: WorkerClient<NativeHandlers>
  /** A native process of its own, so that building and profiling an image neither slows nor kills what the user looks at. */
  importer: WorkerClient<NativeHandlers>
  files: WorkerClient<FilesHandlers>
  git: WorkerClient<GitHandlers>
  /** Speaks to git remotes, in a process of its own: what comes from a network is bounded by it. */
  remote: WorkerClient<RemoteHandlers>
  credentials: CredentialStore
  /** Text search: a thread that can be ended when an answer takes too long. */
  search: WorkerClient<SearchHandlers>
  close(): void
}

export function createApp(effects: HostEffects): App {
  const { home, resources, now = () => new Date(), safeStorage = null } = effects
  let closed = false
  // Work that was under way when the app closed may ask for more, which would keep the process alive for ever.
  const startWorker: StartWorker = (name) => {
    if (closed) throw cancelledError(`Work of the ${name} worker`)
    return effects.startWorker(name)
  }
  const native = connectWorker<NativeHandlers>('native', startWorker)
  const importer = connectWorker<NativeHandlers>('native', startWorker)
  const files = connectWorker<FilesHandlers>('files', startWorker)
  const git = connectWorker<GitHandlers>('git', startWorker)
  const remote = connectWorker<RemoteHandlers>('remote', startWorker)
  const search = connectWorker<SearchHandlers>('search', startWorker)
  return {
    home,
    resources,
    startWorker,
    now,
    native,
    importer,
    files,
    git,
    remote,
    search,
    credentials: createCredentials({ home, safeStorage, remote }),
    close() {
      closed = true
      for (const worker of [native, importer, files, git, remote, search]) worker.close()
    },
  }
}
