import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Digest, WorkspacePath } from '../names.ts'

/** A file or folder that has another path now; a folder stands for all that is in it. */
export const Move = z.object({ from: WorkspacePath, to: WorkspacePath })
export type Move = z.infer<typeof Move>

/** What one step of the user's did to files. */
export const FileChange = z.object({
  /** Brings all of it back as one step, for 30 days. */
  undo: z.string(),
  /** What was done, e.g. `Renamed daily.sql to weekly.sql`. */
  words: z.string(),
  moves: z.array(Move),
  /** Files whose content is another now, or that came or went. */
  files: z.array(WorkspacePath),
  /** What could not be brought back, since it was changed again meanwhile. */
  left: z.array(WorkspacePath).default([]),
})
export type FileChange = z.infer<typeof FileChange>

export const KeptChange = z.object({
  undo: z.string(),
  at: z.string(),
  words: z.string(),
  undone: z.boolean(),
})
export type KeptChange = z.infer<typeof KeptChange>

/** Changes of files as the tree and the search make them. Each is undone as one step, and is kept for 30 days. */
export const files = {
  /** Folders below the workspace's own ones, by path; git knows no empty ones, so files alone do not tell. */
  folders: oc.output(z.array(WorkspacePath)),
  createFolder: oc.input(z.object({ path: WorkspacePath })).output(FileChange),
  /** Renames or moves files and folders. Evaluations, charts, boards and reports that name one follow in the same step. */
  move: oc.input(z.object({ moves: z.array(Move).min(1).max(200) })).output(FileChange),
  /** Copies a file beside itself, under a name that is free. */
  duplicate: oc.input(z.object({ path: WorkspacePath })).output(FileChange.extend({ path: WorkspacePath })),
  /** Removes files and folders; their bytes are kept. */
  remove: oc.input(z.object({ paths: z.array(WorkspacePath).min(1).max(200) })).output(FileChange),
  /** Writes several texts as one step; `was` is the digest each was read with. */
  write: oc
    .input(
      z.object({
        words: z.string().min(1).max(300),
        edits: z
          .array(z.object({ path: WorkspacePath, was: Digest.nullable(), text: z.string() }))
          .min(1)
          .max(5000),
      }),
    )
    .output(FileChange),
  undo: oc.input(z.object({ undo: z.string() })).output(FileChange),
  /** Changes that can be undone, newest first. */
  kept: oc.output(z.array(KeptChange)),
}
