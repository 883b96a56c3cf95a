import type { HandlerWork } from '../../worker/index.ts'
import type { RepoRef } from '../types.ts'
import type { Credentials } from './address.ts'
import type { Access } from './transport.ts'

export interface RemoteInput extends Access {
  repo: RepoRef
  remote: string
}

export interface Fetched {
  /** Runs that were not here before. */
  runs: number
}

export interface Pushed {
  /** `origin/main` */
  to: string
  commits: number
  runs: number
}

export interface Cloned {
  /** Real path of the new folder. */
  root: string
  /** Null when the remote has no commit yet. */
  branch: string | null
}

/** The verbs of the process that speaks to remotes. Each takes as long as a network does, and can be cancelled. */
export type RemoteHandlers = {
  /** Brings a remote's branches, tags and runs here; no branch of ours moves. */
  fetchRemote: (input: RemoteInput, work: HandlerWork) => Promise<Fetched>
  /**
   * Pushes a branch and the runs. `GIT_PUSH_REFUSED` when the remote has newer commits, with their number. `lease`
   * (the commit that is known to be there) replaces what is there, if it still is that.
   */
  pushRemote: (
    input: RemoteInput & { branch: string; lease: string | null },
    work: HandlerWork,
  ) => Promise<Pushed>
  /** Clones into a folder that is empty or not there. Cancelled or failed, nothing of it is left. */
  cloneRepository: (
    input: { address: string; folder: string; auth: Credentials | null },
    work: HandlerWork,
  ) => Promise<Cloned>
  /** Tries a name and token at an address; throws `GIT_SIGN_IN` when they are refused. */
  tryCredentials: (input: { address: string; auth: Credentials }, work: HandlerWork) => Promise<void>
  /** Hands a name and token to the user's own credential helper; false when there is none. */
  keepInHelper: (input: { origin: string; auth: Credentials }) => Promise<boolean>
  forgetInHelper: (input: { origin: string; username: string }) => Promise<void>
}
