import { oc } from '@orpc/contract'
import { z } from 'zod'
import { AppErrorData } from '../errors.ts'
import { CommitId, Digest, WorkspacePath } from '../names.ts'
import { longOperation } from '../progress.ts'
import { Cell, EngineName } from '../value.ts'
import { FileOrigin } from './origin.ts'

export const RemoteInfo = z.object({ name: z.string(), type: z.string(), address: z.string() })

/** What trust would allow: shown on the trust page. */
export const TrustRequest = z.object({
  remotes: z.array(RemoteInfo),
  transforms: z.number().int(),
  notebooks: z.number().int(),
})

export const WorkspaceInfo = z.object({
  /** First 16 hex digits of the SHA-256 of the real path: names it in requests and in `state/`. */
  id: z.string(),
  name: z.string(),
  root: z.string(),
  restricted: z.boolean(),
  trust: TrustRequest,
  /** Null for a plain folder without git: it opens without versions, and says so. */
  git: z
    .object({
      branch: z.string().nullable(),
      commit: CommitId.nullable(),
      changes: z.number().int(),
      /** Commits to push and to pull, as far as was fetched; null without an upstream. */
      ahead: z.number().int().nullable(),
      behind: z.number().int().nullable(),
    })
    .nullable(),
  /** Files that could not be read, each with its place: the rest of the workspace is open. */
  problems: z.array(AppErrorData),
})
export type WorkspaceInfo = z.infer<typeof WorkspaceInfo>

export const RecentWorkspace = z.object({
  id: z.string(),
  name: z.string(),
  root: z.string(),
  openedAt: z.string(),
  found: z.boolean(),
})
export type RecentWorkspace = z.infer<typeof RecentWorkspace>

/** What making the demo did, so that it can be printed and checked. */
export const DemoResult = z.object({
  id: z.string(),
  root: z.string(),
  lake: z.string(),
  commits: z.array(z.object({ commit: CommitId, message: z.string() })),
  snapshots: z.array(
    z.object({ source: z.string(), snapshot: Digest, rows: z.number().int(), rejects: z.number().int() }),
  ),
  /** Every run of the evaluation, oldest commit first, so that the algorithm is seen to improve. */
  runs: z
    .array(
      z.object({
        commit: CommitId,
        algorithm: z.string(),
        metrics: z.record(z.string(), z.number().nullable()),
      }),
    )
    .default([]),
  gates: z.array(z.object({ name: z.string(), passed: z.boolean() })),
})
export type DemoResult = z.infer<typeof DemoResult>

export const TextFile = z.object({
  path: WorkspacePath,
  /** SHA-256 of the bytes read. */
  digest: Digest,
  text: z.string(),
})
export const FileEntry = z.object({
  path: WorkspacePath,
  bytes: z.number().int(),
  /** From the front matter, when there is any. */
  description: z.string().optional(),
})
export type FileEntry = z.infer<typeof FileEntry>

/** One executed statement. */
export const HistoryEntry = z.object({
  id: z.string(),
  startedAt: z.string(),
  tab: z.string(),
  sql: z.string(),
  /** Values of its parameters. */
  params: z.record(z.string(), Cell).default({}),
  engine: EngineName.nullable(),
  rows: z.number().int().nullable(),
  ms: z.number().nullable(),
  reads: z.array(z.object({ source: z.string(), snapshot: Digest, file: FileOrigin.optional() })),
  /** The last commit, when its file holds this very statement. `addHistory` finds it. */
  commit: z.string().nullable(),
  outcome: z.enum(['done', 'failed', 'cancelled']),
  message: z.string().optional(),
  /** Result digest of FORMATS, once it is known. */
  digest: Digest.optional(),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

export const workspace = {
  /** Opens a folder, and remembers it in the recent list. */
  open: oc.input(z.object({ root: z.string() })).output(WorkspaceInfo),
  recent: oc.output(z.array(RecentWorkspace)),
  forget: oc.input(z.object({ id: z.string() })).output(z.object({})),
  /** Makes a new workspace in an empty or missing folder: git repository, lakebench.yml, first commit. */
  init: oc.input(z.object({ root: z.string() })).output(WorkspaceInfo),
  /** Makes the demo lake and workspace, syncs it twice and runs its evaluation. `root` null: the default place. */
  demo: oc.input(z.object({ root: z.string().nullable() })).output(longOperation(DemoResult)),
  info: oc.output(WorkspaceInfo),
  trust: oc.input(z.object({ trusted: z.boolean() })).output(WorkspaceInfo),

  files: oc.output(z.array(FileEntry)),
  read: oc.input(z.object({ path: WorkspacePath })).output(TextFile),
  /** Writes a text file. `was` is the digest the editor read (null: it must not exist yet); a mismatch is `FILE_CHANGED`. */
  write: oc
    .input(z.object({ path: WorkspacePath, text: z.string(), was: Digest.nullable() }))
    .output(z.object({ digest: Digest })),
  /** Removes a file after keeping its bytes; `undo` brings it back. */
  remove: oc.input(z.object({ path: WorkspacePath })).output(z.object({ undo: z.string() })),
  undo: oc.input(z.object({ undo: z.string() })).output(z.object({ path: WorkspacePath })),

  /** Per-workspace state of this computer (layout, drafts, chosen engine): a JSON value under a key, durable on return. */
  getState: oc
    .input(z.object({ key: z.string().max(200) }))
    .output(z.object({ value: z.string().nullable() })),
  setState: oc
    .input(z.object({ key: z.string().max(200), value: z.string().max(4_000_000).nullable() }))
    .output(z.object({})),
  history: oc
    .input(z.object({ find: z.string().default(''), limit: z.number().int().max(10_000).default(200) }))
    .output(z.array(HistoryEntry)),
  addHistory: oc.input(HistoryEntry).output(z.object({})),
  /** Adds the result digest of an executed statement. */
  addHistoryDigest: oc.input(z.object({ id: z.string(), digest: Digest })).output(z.object({})),
  /** The path of the snippet's images and the text to paste for Python or R. */
  snippet: oc
    .input(
      z.object({
        sql: z.string(),
        at: z.record(z.string(), z.string()),
        language: z.enum(['python', 'r']),
        params: z.record(z.string(), Cell).default({}),
        types: z.record(z.string(), z.string()).default({}),
      }),
    )
    .output(z.object({ text: z.string() })),
}
