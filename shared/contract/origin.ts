import { z } from 'zod'
import { Digest, Instant } from '../names.ts'

/** Where rows came from that are of no lake: a file, by what it was when it was copied. */
export const FileOrigin = z.object({
  /** The file's name, without its folder. */
  file: z.string(),
  bytes: z.number().int(),
  sha256: Digest,
  /** When it was copied. */
  at: Instant,
})
export type FileOrigin = z.infer<typeof FileOrigin>
