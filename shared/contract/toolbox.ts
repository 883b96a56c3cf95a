import { oc } from '@orpc/contract'
import { z } from 'zod'
import { AppErrorData } from '../errors.ts'
import { Digest, Name, WorkspacePath } from '../names.ts'
import { longOperation } from '../progress.ts'
import { Cell, Column } from '../value.ts'
import { At, CatalogueMacro } from './engine.ts'
import { FileChange } from './files.ts'

const Rows = z.object({ columns: z.array(Column), rows: z.array(z.array(Cell)) })

export const TestResult = z.object({
  transform: z.string(),
  name: z.string(),
  passed: z.boolean(),
  ms: z.number(),
  call: z.string(),
  /** Both as tables, so that a failure is shown side by side. */
  expected: Rows.nullable(),
  actual: Rows.nullable(),
  /** The first difference or the error, as a sentence. */
  message: z.string().optional(),
})
export type TestResult = z.infer<typeof TestResult>

export const TransformSummary = CatalogueMacro.extend({
  /** Comes with the app, not with the workspace. */
  standard: z.boolean(),
  tests: z.number().int(),
  problem: AppErrorData.optional(),
})
export type TransformSummary = z.infer<typeof TransformSummary>

export const TransformDetail = TransformSummary.extend({
  text: z.string(),
  body: z.string(),
  examples: z.array(z.string()),
  usedBy: z.array(z.object({ file: z.string(), line: z.number().int() })),
})
export type TransformDetail = z.infer<typeof TransformDetail>

/** A literal or name in a selection that can become a parameter. UTF-16 offsets within the selection. */
export const ExtractCandidate = z.object({
  from: z.number().int(),
  to: z.number().int(),
  text: z.string(),
  kind: z.enum(['constant', 'column']),
  suggested: z.string(),
})
export const ExtractPlan = z.object({
  kind: z.enum(['scalar', 'table']),
  candidates: z.array(ExtractCandidate),
})

export const ExtractPreview = z.object({
  file: WorkspacePath,
  /** The whole file that would be written. */
  text: z.string(),
  /** What replaces the selection. */
  call: z.string(),
  /** The whole editor text after the replacement. */
  after: z.string(),
  proof: z.object({
    /** `plans`: bound plans are identical, equal on every input. `rows`: equal rows on these snapshots. */
    by: z.enum(['plans', 'rows']),
    equal: z.boolean(),
    rows: z.number().int(),
    differing: z.number().int(),
    snapshots: z.array(z.object({ source: z.string(), snapshot: Digest })),
    message: z.string(),
  }),
})
export type ExtractPreview = z.infer<typeof ExtractPreview>

/** What another name of a transform, or of a column of it, changes: its file, and every line that names it. */
export const RenamePlan = z.object({
  from: WorkspacePath,
  to: WorkspacePath,
  files: z.array(
    z.object({
      path: WorkspacePath,
      was: Digest,
      lines: z.array(z.object({ line: z.number().int(), before: z.string(), after: z.string() })),
    }),
  ),
})
export type RenamePlan = z.infer<typeof RenamePlan>

/** With `column`: another name for that column of the table macro. */
const NewName = z.object({ name: z.string(), to: z.string(), column: z.string().optional() })

const Selection = z.object({ text: z.string(), from: z.number().int(), to: z.number().int(), at: At })
const ExtractChoice = Selection.extend({
  name: Name,
  description: z.string(),
  params: z.array(z.object({ from: z.number().int(), to: z.number().int(), name: Name })),
})

export const toolbox = {
  list: oc.output(z.array(TransformSummary)),
  show: oc.input(z.object({ name: z.string() })).output(TransformDetail),
  /** Runs the tests of the named transforms, or of all. Each result is an event's detail as well as in `done`. */
  test: oc
    .input(z.object({ names: z.array(z.string()).default([]) }))
    .output(longOperation(z.array(TestResult))),
  /** What of a selection can become a parameter. */
  extractPlan: oc.input(Selection).output(ExtractPlan),
  /** What extracting would write and replace, with the proof that results stay the same. Writes nothing. */
  extractPreview: oc.input(ExtractChoice).output(ExtractPreview),
  /** Writes the transform; refused when the proof is not equal. */
  extract: oc.input(ExtractChoice).output(ExtractPreview),
  /** What renaming a transform of the workspace would change. Writes nothing; refuses a name that cannot be. */
  renamePlan: oc.input(NewName).output(RenamePlan),
  /** Renames it everywhere as one step. Refused with `FILE_CHANGED` when the files are not those of the plan any more. */
  rename: oc
    .input(NewName.extend({ files: z.array(z.object({ path: WorkspacePath, was: Digest })) }))
    .output(FileChange),
}
