import { z } from 'zod'
import { isReserved } from './reserved.ts'

/** SHA-256 in lower-case hex. */
export const Digest = z.string().regex(/^[0-9a-f]{64}$/)
export type Digest = z.infer<typeof Digest>

/** A source, transform, algorithm, metric or parameter name. */
export const Name = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/, 'use a-z, 0-9 and _, starting with a letter, 63 at most')
  .refine((name) => !isReserved(name), { error: 'is a reserved word of SQL; choose another name' })

/** A git commit id, whole. */
export const CommitId = z.string().regex(/^[0-9a-f]{40}$/)
export type CommitId = z.infer<typeof CommitId>

/** A path inside the workspace: relative, forward slashes, no empty part, `.` or `..`. */
export const WorkspacePath = z
  .string()
  .refine(
    (path) =>
      path.length > 0 &&
      !path.includes('\\') &&
      path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    {
      message: 'must be a relative path inside the workspace',
    },
  )

/** An ISO 8601 instant in UTC. */
export const Instant = z.iso.datetime()

/** The first seven digits of a digest or commit, as chips show it. */
export const short = (id: string): string => id.slice(0, 7)
