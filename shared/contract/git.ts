import { oc } from '@orpc/contract'
import { z } from 'zod'
import { CommitId, Instant, WorkspacePath } from '../names.ts'
import { gitLocal } from './git-local.ts'
import { gitMerge } from './git-merge.ts'
import { gitRemote } from './git-remote.ts'

export const Change = z.object({
  path: WorkspacePath,
  state: z.enum(['added', 'modified', 'deleted']),
  /** Of an added file: the one that went and had these very bytes. */
  from: WorkspacePath.optional(),
})
export type Change = z.infer<typeof Change>

export const LogEntry = z.object({
  commit: CommitId,
  parents: z.array(CommitId),
  message: z.string(),
  author: z.string(),
  at: z.string(),
})
export type LogEntry = z.infer<typeof LogEntry>

export const FileChange = z.object({
  path: z.string(),
  state: z.enum(['added', 'modified', 'deleted']),
  /** Of an added file: the one that went and had these very bytes. */
  from: z.string().optional(),
  /** Null when absent on that side or not text. */
  before: z.string().nullable(),
  after: z.string().nullable(),
})

export const git = {
  ...gitLocal,
  status: oc.output(
    z.object({
      branch: z.string().nullable(),
      commit: CommitId.nullable(),
      changes: z.array(Change),
      /** Lock files that a git which was killed has left, with when they were made. */
      staleLocks: z.array(z.object({ name: z.string(), since: Instant })),
    }),
  ),
  /** Removes them, after another look. `GIT_LOCKED` when there is none, or a git is at work. */
  removeStaleLocks: oc.output(z.object({ removed: z.array(z.string()) })),
  /** Both sides of one file: at `from` (null: HEAD) and at `to` (null: the working copy). */
  diff: oc
    .input(z.object({ path: WorkspacePath, from: z.string().nullable(), to: z.string().nullable() }))
    .output(FileChange),
  /** One commit with the files it changed against its first parent. */
  show: oc
    .input(z.object({ commit: z.string() }))
    .output(z.object({ entry: LogEntry, files: z.array(FileChange) })),
  log: oc.input(z.object({ limit: z.number().int().max(5000).default(200) })).output(z.array(LogEntry)),
  commit: oc
    .input(z.object({ message: z.string().min(1), paths: z.array(WorkspacePath).min(1) }))
    .output(LogEntry),
  /** Captures the file's bytes, then restores it as in HEAD. `undo` brings the work back byte for byte. */
  discard: oc.input(z.object({ path: WorkspacePath })).output(z.object({ undo: z.string() })),
  undoDiscard: oc.input(z.object({ undo: z.string() })).output(z.object({ path: WorkspacePath })),
  remote: gitRemote,
  merge: gitMerge,
}
