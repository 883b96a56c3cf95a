import { eventIterator } from '@orpc/contract'
import { z } from 'zod'

/** How far long work has come. `total` is null while it is not known. */
export const Progress = z.object({
  /** The verb the user reads: `List`, `Fetch`, `Verify`, `Build image`, `Run`. */
  phase: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.enum(['objects', 'bytes', 'rows', 'cells', 'files', 'metrics', 'steps']),
  /** What is being worked on now: a source, a path, an algorithm. */
  detail: z.string().optional(),
  bytesDone: z.number().optional(),
  bytesTotal: z.number().optional(),
})
export type Progress = z.infer<typeof Progress>

export type OnProgress = (progress: Progress) => void

/** What every verb that takes time is given: stop when `signal` aborts, tell `onProgress` how far it is. */
export interface Work {
  signal?: AbortSignal
  onProgress?: OnProgress
}

/**
 * The output of a long operation over RPC: any number of `progress` events, then one `done`.
 * Closing the stream cancels the work.
 */
export function longOperation<Result extends z.ZodType>(result: Result) {
  return eventIterator(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('progress'), progress: Progress }),
      z.object({ type: z.literal('done'), result }),
    ]),
  )
}
