import { z } from 'zod'
import { ExportFormat } from '../export-format.ts'
import { CommitId, Digest, Instant } from '../names.ts'
import { Cell, Column, EngineName } from '../value.ts'

/**
 * Where an exported file comes from: `<file>.provenance.json` beside it. The same stands inside of Parquet and Arrow
 * (metadata `lakebench_provenance`) and in the second sheet of Excel, without what is known only at the end (`rows`).
 * No secret and no address is in it.
 */
export const ExportProvenance = z.object({
  version: z.literal(1),
  file: z.string(),
  format: ExportFormat,
  /** The statement as its author wrote it, with the filters and the sort that were on. */
  query: z.string(),
  /** File of the workspace in which it stands; null for a draft. */
  path: z.string().nullable(),
  params: z.record(z.string(), Cell),
  /** What was read, and when this workspace last took that snapshot. */
  snapshots: z.array(z.object({ source: z.string(), snapshot: Digest, takenAt: z.string().nullable() })),
  /** The workspace's commit; `dirty` when it is a capture of uncommitted work. Null without git. */
  commit: z.object({ id: CommitId, dirty: z.boolean() }).nullable(),
  engine: z.object({ name: EngineName, version: z.string(), threads: z.number().int() }),
  columns: z.array(Column).optional(),
  rows: z.number().int().optional(),
  /** Result digest of the rows, where it was known. */
  resultDigest: Digest.optional(),
  exportedAt: Instant,
})
export type ExportProvenance = z.infer<typeof ExportProvenance>
