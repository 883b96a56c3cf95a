import { oc } from '@orpc/contract'
import { z } from 'zod'
import { CommitId, Digest, WorkspacePath } from '../names.ts'

export const Branch = z.object({
  /** `main`; a remote's branch that is not here yet is `origin/main`. */
  name: z.string(),
  commit: CommitId,
  remote: z.boolean(),
  current: z.boolean(),
  message: z.string(),
  at: z.string(),
})
export type Branch = z.infer<typeof Branch>

export const Shelf = z.object({
  commit: CommitId,
  parent: CommitId,
  name: z.string(),
  /** `switch`: it was kept when its branch was left. */
  kind: z.enum(['shelf', 'switch']),
  branch: z.string().nullable(),
  at: z.string(),
  paths: z.array(z.string()),
})
export type Shelf = z.infer<typeof Shelf>

export const Dropped = z.object({
  undo: z.string(),
  kind: z.enum(['shelf', 'branch']),
  commit: CommitId,
  name: z.string(),
  at: z.string().nullable(),
})
export type Dropped = z.infer<typeof Dropped>

/** A run that had this very content of the file as its algorithm. */
export const VersionRun = z.object({
  key: Digest,
  evaluation: z.string(),
  algorithm: z.string(),
  result: Digest.nullable(),
  rows: z.number().int().nullable(),
  startedAt: z.string(),
  /** Snapshot by source, as it was read. */
  at: z.record(z.string(), Digest),
  params: z.string(),
})
export type VersionRun = z.infer<typeof VersionRun>

export const FileVersion = z.object({
  commit: CommitId,
  parents: z.array(CommitId),
  message: z.string(),
  author: z.string(),
  at: z.string(),
  path: z.string(),
  from: z.string().nullable(),
  state: z.enum(['added', 'modified', 'deleted']),
  /** The newest run on each set of inputs and params. */
  runs: z.array(VersionRun),
})
export type FileVersion = z.infer<typeof FileVersion>

const Name = z.string().min(1).max(250)

/** Versions without a remote: branches, shelves, and the history of one file. */
export const gitLocal = {
  branches: oc.output(z.array(Branch)),
  createBranch: oc
    .input(z.object({ name: z.string().max(250), from: Name.optional() }))
    .output(z.object({ commit: CommitId })),
  /** Uncommitted work is put aside first, as the shelf `kept`. */
  switchBranch: oc
    .input(z.object({ name: Name }))
    .output(z.object({ from: z.string().nullable(), branch: z.string(), kept: CommitId.nullable() })),
  renameBranch: oc.input(z.object({ from: Name, to: z.string().max(250) })).output(z.object({})),
  deleteBranch: oc.input(z.object({ name: Name })).output(z.object({ undo: z.string() })),
  shelves: oc.output(z.array(Shelf)),
  shelve: oc
    .input(z.object({ name: z.string().min(1).max(200), paths: z.array(WorkspacePath).min(1).nullable() }))
    .output(Shelf),
  applyShelf: oc
    .input(z.object({ commit: CommitId }))
    .output(z.object({ applied: z.array(z.string()), conflicts: z.array(z.string()) })),
  dropShelf: oc.input(z.object({ commit: CommitId })).output(z.object({ undo: z.string() })),
  dropped: oc.output(z.array(Dropped)),
  undoDrop: oc.input(z.object({ undo: z.string() })).output(Dropped),
  /** Commits that changed a file, newest first, through its renames, with what its versions resulted in. */
  fileLog: oc
    .input(z.object({ path: WorkspacePath, limit: z.number().int().max(1000).default(200) }))
    .output(z.array(FileVersion)),
}
