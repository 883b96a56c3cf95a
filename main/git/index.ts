/**
 * The one place that speaks to isomorphic-git: a thread of its own, with the verbs of `GitHandlers`, and a process that
 * speaks to remotes, with those of `RemoteHandlers`.
 */
export { type Credentials, parseAddress } from './remote/address.ts'
export type { Cloned, Fetched, Pushed, RemoteHandlers } from './remote/types.ts'
export type {
  Captured,
  CommitEntry,
  FileVersion,
  GitHandlers,
  Head,
  LedgerPlace,
  LedgerQuery,
  RepoRef,
  SidedFile,
  StatusEntry,
  TextEntry,
} from './types.ts'
