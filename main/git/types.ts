import type { ConflictKind } from './merge/plan.ts'

/** A repository as every verb is given it: its worktree's top folder and where the workspace lies in it. */
export interface RepoRef {
  /** Real path of the worktree's top folder. */
  dir: string
  /** The workspace's folder inside it with forward slashes, `''` when it is the top folder. */
  prefix: string
}

/** A file of a commit or of the working tree, its path relative to the workspace. */
export interface TextEntry {
  path: string
  text: string
}

export interface Head {
  /** Null when HEAD is detached. */
  branch: string | null
  /** Null while the branch is unborn. */
  commit: string | null
}

/** A lock file that nobody holds any more. */
export interface StaleLock {
  name: string
  /** When it was made. */
  since: string
}

export interface StatusEntry {
  path: string
  state: 'added' | 'modified' | 'deleted'
  /** Of an added file: the one that went and had these very bytes. */
  from?: string
}

export interface CommitEntry {
  commit: string
  parents: string[]
  message: string
  author: string
  /** Author's time, ISO 8601 in UTC. */
  at: string
}

export interface SidedFile {
  path: string
  state: 'added' | 'modified' | 'deleted'
  /** Of an added file: the one that went and had these very bytes. */
  from?: string
  /** Null when absent on that side or not text. */
  before: string | null
  after: string | null
}

export interface Captured {
  commit: string
  /** False when the working tree equals HEAD: `commit` is then HEAD itself. */
  dirty: boolean
  /** Files over 10 MB, which a capture leaves out. */
  left: string[]
}

/** A segment's line as it stands in the ledger. `git` knows of a line only its key, and its month by `startedAt`. */
export interface LedgerQuery {
  /** Only lines of this evaluation. */
  evaluation?: string | undefined
  /** Only lines whose run key is or begins with one of these (7 digits at least). */
  keys?: string[] | undefined
  /** At most this many, newest `startedAt` first. Default: all. */
  limit?: number | undefined
}

export interface Branch {
  /** `main`; a remote's branch that is not here yet is `origin/main`. */
  name: string
  commit: string
  remote: boolean
  current: boolean
  /** First line of its last commit's message, and when that was made. */
  message: string
  at: string
}

/** Work that was put aside. */
export interface Shelf {
  commit: string
  /** The commit that it was put aside on. */
  parent: string
  name: string
  /** `switch`: it was kept when its branch was left. */
  kind: 'shelf' | 'switch'
  branch: string | null
  at: string
  paths: string[]
}

/** A deleted branch or shelf, kept for 30 days. */
export interface Dropped {
  undo: string
  kind: 'shelf' | 'branch'
  commit: string
  name: string
  /** Null when git has packed it, which takes its age. */
  at: string | null
}

/** A commit that changed a file, with the file as it was in it. */
export interface FileVersion extends CommitEntry {
  /** Its path in this commit, relative to the workspace (`../` outside). */
  path: string
  /** Its path before, when this commit renamed it. */
  from: string | null
  state: 'added' | 'modified' | 'deleted'
  /** Its content's blob; null where it was deleted. */
  blob: string | null
}

export interface LedgerPlace {
  repo: RepoRef
  /** Where this workspace's journals lie on this computer: `<home>/state/<workspace>/runs`. */
  journal: string
}

export interface KnownRemote {
  name: string
  /** Without name and password; empty when it cannot be used. */
  address: string
  reach: 'http' | 'ssh' | 'file' | null
  /** Why it cannot be used, as a sentence. */
  problem: string | null
}

/** How this branch stands to the one it is pulled from, as far as it was fetched. */
export interface RemoteState extends Head {
  remotes: KnownRemote[]
  /** Null when the branch was never pushed or pulled. */
  upstream: { remote: string; branch: string } | null
  /** The commit that the upstream was at when it was last reached. */
  tracked: string | null
  /** Commits to push and to pull; null while that is not known. */
  ahead: number | null
  behind: number | null
  /** Runs that the remote has not. */
  runs: number
}

export interface Integrated {
  outcome: 'current' | 'fast-forward' | 'merged' | 'conflicts'
  /** Commits that are new here. */
  commits: number
  /** Files to solve, by workspace path. */
  conflicts: string[]
}

export interface MergeState {
  theirs: string
  /** `origin/main`, or seven digits of the commit. */
  name: string
  /** Files whose conflict is not settled in the index, with how many places of theirs are left to solve. */
  files: { path: string; inside: boolean; kind: ConflictKind; left: number }[]
}

export interface MergeFile {
  path: string
  kind: ConflictKind
  /** Null where the file is not there or not text. */
  base: string | null
  ours: string | null
  theirs: string | null
}

/** The verbs of the git thread. Paths in and out are relative to the workspace; commits are whole ids. */
export type GitHandlers = {
  /** The repository that holds `root`, or null for a plain folder. A `.git` file (worktree, submodule) is followed. */
  discover: (input: { root: string }) => Promise<RepoRef | null>
  /** Makes `root` a repository with the unborn branch `main`; a folder inside one is left as it is. */
  initRepository: (input: { root: string }) => Promise<RepoRef>
  head: (input: { repo: RepoRef }) => Promise<Head>
  /** Whole commit id of a branch, tag, `HEAD`, `HEAD~2`, `origin/main` or id of 4 digits or more. `GIT_REF_UNKNOWN`. */
  resolveRef: (input: { repo: RepoRef; ref: string }) => Promise<string>
  /** UTF-8 files of a commit at or under `paths` (files or folders), by path. Binary files are left out. */
  readFiles: (input: { repo: RepoRef; commit: string; paths: string[] }) => Promise<TextEntry[]>
  /** One file's text at a commit, null when it is not there or not text. */
  readFile: (input: { repo: RepoRef; commit: string; path: string }) => Promise<string | null>
  /** What differs from HEAD in the workspace's own folders, by path. */
  status: (input: { repo: RepoRef }) => Promise<Head & { changes: StatusEntry[]; staleLocks: StaleLock[] }>
  /** Removes locks that a git which was killed has left. `GIT_LOCKED` when there is none. */
  removeStaleLocks: (input: { repo: RepoRef }) => Promise<{ removed: string[] }>
  log: (input: { repo: RepoRef; limit: number }) => Promise<CommitEntry[]>
  /** A commit with the files it changed against its first parent, also those outside the workspace (`../`). */
  show: (input: { repo: RepoRef; commit: string }) => Promise<{ entry: CommitEntry; files: SidedFile[] }>
  /** Both sides of a file: at `from` (null: HEAD) and at `to` (null: the working copy). */
  diff: (input: { repo: RepoRef; path: string; from: string | null; to: string | null }) => Promise<SidedFile>
  /**
   * Commits exactly `paths` as they stand, leaving whatever else is staged. Where the repository uses filters, hooks
   * or signing the user's own git does it when `ownGit`, else `GIT_NEEDS_OWN_GIT`.
   * `at` (ISO instant) and `author` fix time and author, for the demo's history and for tests.
   */
  commit: (input: {
    repo: RepoRef
    message: string
    paths: string[]
    ownGit: boolean
    at?: string
    author?: { name: string; email: string }
  }) => Promise<CommitEntry>
  /** Keeps the file's bytes in `keep` (a folder of the home's `state/`), then restores it as in HEAD. */
  discard: (input: { repo: RepoRef; path: string; keep: string }) => Promise<{ undo: string }>
  undoDiscard: (input: { repo: RepoRef; keep: string; undo: string }) => Promise<{ path: string }>
  /** Captures uncommitted work of the workspace's folders under `refs/lakebench/wip/`; the same work, the same id. */
  captureWip: (input: { repo: RepoRef }) => Promise<Captured>
  /** Remotes, upstream, what is to push and to pull; asks no network. */
  remoteState: (input: { repo: RepoRef }) => Promise<RemoteState>
  addRemote: (input: { repo: RepoRef; name: string; address: string }) => Promise<void>
  /** Where a remote is, without name and password. `GIT_NO_REMOTE`. */
  remoteUrl: (input: { repo: RepoRef; name: string; push: boolean }) => Promise<string>
  /**
   * Brings the upstream (else the branch of this name at `remote`), as it was fetched, into the branch: a fast-forward, else a merge as stock git knows it. Uncommitted
   * work is captured, and stays in its files. `GIT_WORK_IN_THE_WAY` before anything changed where it does not fit.
   */
  integrate: (input: { repo: RepoRef; remote: string | null; ownGit: boolean }) => Promise<Integrated>
  /** The merge that is under way, null when none is. */
  mergeState: (input: { repo: RepoRef }) => Promise<MergeState | null>
  mergeFile: (input: { repo: RepoRef; path: string }) => Promise<MergeFile>
  /** Settles a file's conflict by taking one side whole, which may be that it is gone. */
  mergeChoose: (input: { repo: RepoRef; path: string; side: 'ours' | 'theirs' }) => Promise<void>
  /** Commits the merge. `GIT_CONFLICTS_LEFT` while a file has a conflict. */
  mergeComplete: (input: { repo: RepoRef; ownGit: boolean }) => Promise<CommitEntry>
  /** Puts everything back to before the merge. What was solved stays as a capture, `kept`. */
  mergeAbort: (input: { repo: RepoRef; ownGit: boolean }) => Promise<{ kept: string | null }>
  /** Branches of this repository, then those of remotes that are not here yet. */
  branches: (input: { repo: RepoRef }) => Promise<Branch[]>
  /** Makes a branch at a revision (default: HEAD) and stays where it is. `GIT_NAME`. */
  createBranch: (input: {
    repo: RepoRef
    name: string
    from?: string | undefined
  }) => Promise<{ commit: string }>
  /**
   * Goes to another branch. Uncommitted work of the workspace is put aside as a shelf (`kept`) first, and comes along
   * where the branch names the same commit. `GIT_IN_THE_WAY` where a file elsewhere would be written over.
   */
  switchBranch: (input: {
    repo: RepoRef
    name: string
  }) => Promise<{ from: string | null; branch: string; kept: string | null }>
  renameBranch: (input: { repo: RepoRef; from: string; to: string }) => Promise<Record<string, never>>
  /** Deletes a branch; its commits are kept for 30 days. */
  deleteBranch: (input: { repo: RepoRef; name: string }) => Promise<{ undo: string }>
  /** Puts uncommitted work aside under a name: of `paths`, null for all. The files are as in HEAD after. */
  shelve: (input: { repo: RepoRef; name: string; paths: string[] | null }) => Promise<Shelf>
  /** What was put aside, newest first. */
  shelves: (input: { repo: RepoRef }) => Promise<Shelf[]>
  /** Brings a shelf back as changes. Files that were changed otherwise meanwhile stay, and the shelf with them. */
  applyShelf: (input: {
    repo: RepoRef
    commit: string
  }) => Promise<{ applied: string[]; conflicts: string[] }>
  dropShelf: (input: { repo: RepoRef; commit: string }) => Promise<{ undo: string }>
  /** Deleted branches and shelves. */
  dropped: (input: { repo: RepoRef }) => Promise<Dropped[]>
  undoDrop: (input: { repo: RepoRef; undo: string }) => Promise<Dropped>
  /** Commits that changed a file, newest first, through its renames. */
  fileLog: (input: { repo: RepoRef; path: string; limit: number }) => Promise<FileVersion[]>
  /** Blob ids of files at commits; null where there is none. */
  blobs: (input: { repo: RepoRef; at: { commit: string; path: string }[] }) => Promise<(string | null)[]>
  /** The name and address that a commit made now would carry. */
  identity: (input: { repo: RepoRef | null }) => Promise<{ name: string; email: string }>

  /** Makes finished runs durable (fsynced journal) at once; they reach the ledger within a second or at `ledgerFlush`. */
  ledgerRecord: (input: LedgerPlace & { lines: string[] }) => Promise<void>
  /** Writes what the journals hold, also those of processes that died, into `refs/lakebench/runs`. */
  ledgerFlush: (input: LedgerPlace) => Promise<{ commit: string | null }>
  /** Lines of the ledger as JSON text, each once, newest first. */
  ledgerLines: (input: LedgerPlace & LedgerQuery) => Promise<string[]>
  /** Unites another ledger commit (fetched, or of another clone) into ours. */
  mergeLedgers: (input: { repo: RepoRef; other: string }) => Promise<{ commit: string | null }>
}
