import { oc } from '@orpc/contract'
import { z } from 'zod'
import { CommitId, WorkspacePath } from '../names.ts'

/** `text` has its conflicts between markers in the file; the others are settled by taking one side whole. */
const ConflictKind = z.enum(['text', 'binary', 'deleted-by-us', 'deleted-by-them'])

export const MergeState = z.object({
  theirs: CommitId,
  /** `origin/main`, or seven digits of the commit. */
  name: z.string(),
  files: z.array(
    z.object({
      path: z.string(),
      /** False for a file of the repository that is not the workspace's. */
      inside: z.boolean(),
      kind: ConflictKind,
      /** Places that are left to solve. */
      left: z.number().int(),
    }),
  ),
})
export type MergeState = z.infer<typeof MergeState>

export const MergeFile = z.object({
  path: z.string(),
  kind: ConflictKind,
  /** Null where the file is not there or not text. */
  base: z.string().nullable(),
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
})
export type MergeFile = z.infer<typeof MergeFile>

export const gitMerge = {
  /** The merge that is under way, null when none is. */
  state: oc.output(MergeState.nullable()),
  file: oc.input(z.object({ path: WorkspacePath })).output(MergeFile),
  /** Settles a file by one side whole, which may be that it is gone. */
  choose: oc.input(z.object({ path: WorkspacePath, side: z.enum(['ours', 'theirs']) })).output(z.object({})),
  complete: oc.output(z.object({ commit: CommitId })),
  /** Puts everything back. What was solved so far stays as the capture `kept`. */
  abort: oc.output(z.object({ kept: CommitId.nullable() })),
}
