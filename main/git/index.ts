/** The one place that speaks to isomorphic-git: a thread of its own. Its verbs are `GitHandlers`. */
export type {
  Captured,
  CommitEntry,
  GitHandlers,
  Head,
  LedgerPlace,
  LedgerQuery,
  LedgerSyncResult,
  RepoRef,
  SidedFile,
  StatusEntry,
  TextEntry,
} from './types.ts'
