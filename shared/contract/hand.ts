import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Digest, Name, WorkspacePath } from '../names.ts'
import { longOperation } from '../progress.ts'
import { FileOrigin } from './origin.ts'

/** What is read as a file at hand. */
export const HandFormat = z.enum(['csv', 'json', 'parquet', 'xlsx', 'arrow', 'duckdb'])
export type HandFormat = z.infer<typeof HandFormat>

/** How a file's text is read; what is absent is guessed. */
export const ReadOptions = z.object({
  /** One character between fields. */
  delimiter: z.string().length(1).optional(),
  /** Empty: nothing is quoted. */
  quote: z.string().max(1).optional(),
  /** The first row names the columns. */
  header: z.boolean().optional(),
  encoding: z.enum(['utf-8', 'utf-16', 'windows-1252']).optional(),
  decimal: z.enum(['.', ',']).optional(),
  /** Every column is text. */
  allText: z.boolean().optional(),
  /** How dates are written, as it was found; it cannot be asked for. */
  dates: z.string().optional(),
})
export type ReadOptions = z.infer<typeof ReadOptions>

/** A table of a file at hand, as SQL names it. */
export const HandTable = z.object({
  name: z.string(),
  /** The sheet or table of the file; null where the file is one table. */
  table: z.string().nullable(),
  /** Key of its table image. */
  image: Digest,
  bytes: z.number().int(),
  rows: z.number().int(),
  rejects: z.number().int(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
})
export type HandTable = z.infer<typeof HandTable>

/** A file that was dropped, opened or pasted: on this computer only, and no part of the lake. */
export const HandFile = FileOrigin.extend({
  id: z.string().regex(/^[0-9a-f]{24}$/),
  format: HandFormat,
  /** What the user asked for, and what was used in the end. */
  asked: ReadOptions,
  used: ReadOptions,
  notes: z.array(z.string()),
  available: z.array(z.object({ table: z.string(), problem: z.string().optional() })),
  tables: z.array(HandTable),
})
export type HandFile = z.infer<typeof HandFile>

/** What it takes to put a file at hand into the lake. */
export const LakeDraft = z.object({
  /** The source's name, and the contract that was drafted for it. */
  source: z.string(),
  path: WorkspacePath,
  text: z.string(),
  /** Where the bytes would go: the folder remote and the object's path in it. */
  remote: z.string().nullable(),
  object: z.string().nullable(),
  /** Why it cannot be done now, each with its way out. */
  missing: z.array(z.string()),
})
export type LakeDraft = z.infer<typeof LakeDraft>

const one = z.object({ id: z.string(), table: z.string().nullable().default(null) })

/** Files at hand. Bytes are sent to `PUT /uploads/<upload>?from=<offset>` in pieces of 8 MiB at most. */
export const hand = {
  list: oc.output(z.array(HandFile)),
  /** Makes room for a file's bytes. */
  begin: oc
    .input(z.object({ file: z.string().min(1).max(1000), bytes: z.number().int().min(0) }))
    .output(z.object({ upload: z.string() })),
  /** Keeps the bytes that were sent and reads them as tables, in a process that is thrown away. */
  add: oc.input(z.object({ upload: z.string() })).output(longOperation(HandFile)),
  /** The same for a file of this computer: for the command line. `keep: false` lasts until `remove`. */
  addPath: oc.input(z.object({ path: z.string() })).output(longOperation(HandFile)),
  /** Reads the kept bytes again, with other options or other tables. */
  read: oc
    .input(
      z.object({
        id: z.string(),
        options: ReadOptions,
        tables: z.array(z.string()).nullable().default(null),
      }),
    )
    .output(longOperation(HandFile)),
  /** Gives a table another name. Throws `HAND_NAME`. */
  rename: oc.input(z.object({ id: z.string(), from: z.string(), to: z.string() })).output(HandFile),
  /** Takes a file away; `restore` brings it back for 30 days. */
  remove: oc.input(z.object({ id: z.string() })).output(z.object({})),
  restore: oc.input(z.object({ id: z.string() })).output(HandFile),
  /** Drafts the contract of a table, and says what is missing to put it into the lake. */
  draft: oc.input(one).output(LakeDraft),
  /** Writes the contract and lands the bytes in the remote; a sync then makes it a source. */
  land: oc
    .input(one.extend({ source: Name, text: z.string().max(1_000_000) }))
    .output(z.object({ path: WorkspacePath, object: z.string(), remote: z.string() })),
}
