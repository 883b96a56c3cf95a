import { z } from 'zod'
import { Digest, WorkspacePath } from '#shared/names.ts'

/** One act on one path. Each can be done and undone again without harm, so that a change that was cut off goes on. */
export const Step = z.discriminatedUnion('act', [
  z.object({ act: z.literal('makeFolder'), path: WorkspacePath }),
  z.object({ act: z.literal('removeFolder'), path: WorkspacePath }),
  z.object({ act: z.literal('move'), from: WorkspacePath, to: WorkspacePath }),
  /** A digest names kept bytes; null: no file. */
  z.object({
    act: z.literal('put'),
    path: WorkspacePath,
    before: Digest.nullable(),
    after: Digest.nullable(),
    /** Permissions of the file that went, to come back with it. */
    mode: z.number().int().optional(),
  }),
])
export type Step = z.infer<typeof Step>

/** A change of files as it is kept on this computer. */
export const ChangeRecord = z.object({
  v: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{24}$/),
  at: z.string(),
  words: z.string(),
  steps: z.array(Step),
  /** `doing` and `undoing` are of a process that was ended, or that is at it now. */
  state: z.enum(['doing', 'done', 'undoing', 'undone']),
  pid: z.number().int(),
})
export type ChangeRecord = z.infer<typeof ChangeRecord>

/** The step that takes a step back. */
export function inverse(step: Step): Step {
  switch (step.act) {
    case 'makeFolder':
      return { act: 'removeFolder', path: step.path }
    case 'removeFolder':
      return { act: 'makeFolder', path: step.path }
    case 'move':
      return { act: 'move', from: step.to, to: step.from }
    case 'put':
      return { ...step, before: step.after, after: step.before }
  }
}
