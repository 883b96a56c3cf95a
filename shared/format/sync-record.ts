import { z } from 'zod'
import { Digest, Instant } from '../names.ts'

/**
 * One sync of one source: a line of `syncs/<workspace>/<source>.ndjson`. It says when, from where and by what filter
 * the snapshot was taken; the snapshot itself holds no clock.
 */
export const SyncRecord = z.object({
  v: z.literal(1),
  source: z.string(),
  snapshot: Digest,
  /** The remote's name and the contract's path in it. */
  remote: z.string(),
  path: z.string(),
  filter: z.string().nullable(),
  /** Digest of the contract's fields that decide what an image holds. */
  contract: Digest,
  begun: Instant,
  ended: Instant,
  objects: z.number().int(),
  bytes: z.number().int(),
  fetched: z.number().int(),
  fetchedBytes: z.number().int(),
  /** Newest time of an object. */
  newest: Instant.nullable(),
  partial: z.boolean(),
  /** The first objects that were left out, and how many there were. */
  left: z.array(z.object({ path: z.string(), reason: z.string() })),
  leftCount: z.number().int(),
})
export type SyncRecord = z.infer<typeof SyncRecord>
