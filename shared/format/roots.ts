import { z } from 'zod'
import { Digest, Instant } from '../names.ts'

/** `roots/<workspace>`: what garbage collection keeps for a workspace, whether its folder is there or not. */
export const Roots = z.object({
  version: z.literal(1),
  /** The workspace's folder, for whoever reads this. */
  folder: z.string(),
  /** The last snapshot of each source. */
  snapshots: z.record(z.string(), Digest),
  /** Results of runs, each with its last use: their rows are kept for a while after that. */
  results: z.record(Digest, Instant),
  /** Files at hand: their bytes, and the images that were read from them. */
  files: z.array(Digest).optional(),
})
export type Roots = z.infer<typeof Roots>
