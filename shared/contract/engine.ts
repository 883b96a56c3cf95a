import { oc } from '@orpc/contract'
import { z } from 'zod'
import { AppErrorData } from '../errors.ts'
import { ExportFormat } from '../export-format.ts'
import { Bounds, ColumnProfile } from '../format/profile.ts'
import { Digest, WorkspacePath } from '../names.ts'
import { longOperation } from '../progress.ts'
import { Cell, Column, EngineName, Page, SortKey } from '../value.ts'
import { FileOrigin } from './origin.ts'

/**
 * What the user chose to look at: `latest`, or per source a snapshot id (7 or more digits) or an instant.
 * Sources that are not named are at latest.
 */
export const At = z.record(z.string(), z.string()).default({})
export type At = z.infer<typeof At>

/** A table image, as an engine attaches it. Its bytes are at `GET images/<key>`. */
export const ImageRef = z.object({
  source: z.string(),
  snapshot: Digest,
  key: Digest,
  bytes: z.number().int(),
  /** Rows in `data` and in `rejects`. */
  rows: z.number().int(),
  rejects: z.number().int(),
  /** The snapshot holds a part of the lake only, or was labelled partial by sync. */
  partial: z.boolean(),
  /** It is of no lake: the rows are those of a file at hand, and `snapshot` is the digest of its bytes. */
  file: FileOrigin.optional(),
})
export type ImageRef = z.infer<typeof ImageRef>

/**
 * One set of images with the statements that make an engine of it. Both engines do the same: attach each image
 * READ_ONLY as catalogue `i_<first 16 digits of key>`, run `statements` in order, then lock.
 * `id` is the digest of images and statements.
 */
export const EngineSet = z.object({
  id: Digest,
  images: z.array(ImageRef),
  statements: z.array(z.string()),
})
export type EngineSet = z.infer<typeof EngineSet>

/** One statement as it stands in an editor. */
export const ResolveInput = z.object({
  sql: z.string(),
  at: At,
  params: z.record(z.string(), Cell).default({}),
  /** DuckDB types of parameters, as the header of the file says them; without one a value is a plain literal. */
  types: z.record(z.string(), z.string()).default({}),
})
export type ResolveInput = z.infer<typeof ResolveInput>

/** A statement ready to run: which set it needs and its text after AT and parameters are rewritten. */
export const ResolvedStatement = z.object({
  set: EngineSet,
  sql: z.string(),
  /** The statement keeps state (temporary tables, PREPARE): it must stay on one engine. */
  stateful: z.boolean(),
  /** The statement yields rows (SELECT-like). */
  yieldsRows: z.boolean(),
  /** It can have one answer only: all that it reads is of snapshots, and it calls nothing volatile. */
  steady: z.boolean(),
  /** Sources the statement reads, with the snapshot each is read at; the provenance line shows them. */
  reads: z.array(z.object({ source: z.string(), snapshot: Digest, file: FileOrigin.optional() })),
  /** When it is exactly `SELECT * FROM source`: pages come straight from the image by row id. */
  wholeTable: z.string().nullable(),
})
export type ResolvedStatement = z.infer<typeof ResolvedStatement>

/** How a statement is answered while it is typed. */
export const Preview = z.object({
  /** At most `rows` rows and one more, which tells whether there are others. */
  whole: ResolvedStatement,
  rows: z.number().int(),
  /** The first rows come without reading all, so nothing is gained by a sample. */
  streams: z.boolean(),
  /** The same over a sample of its largest source; null when the sources are small, or it cannot be told honestly. */
  sample: z
    .object({
      sql: z.string(),
      source: z.string(),
      /** Rows of the sample, about, and of the source. */
      about: z.number().int(),
      of: z.number().int(),
    })
    .nullable(),
})
export type Preview = z.infer<typeof Preview>

export const CatalogueColumn = z.object({
  name: z.string(),
  type: z.string(),
  required: z.boolean(),
  unit: z.string().optional(),
  meaning: z.string().optional(),
  /** Bounds that the contract sets. */
  bounds: Bounds.optional(),
})
export type CatalogueColumn = z.infer<typeof CatalogueColumn>
export const CatalogueSource = z.object({
  name: z.string(),
  description: z.string().optional(),
  /** Null while the source was never synced. */
  image: ImageRef.nullable(),
  columns: z.array(CatalogueColumn),
  /** Why the source cannot be read now (broken contract, image not built), as a sentence. */
  problem: z.string().optional(),
  /** It is synced and its image is still to be built: `build` does that, and so does a statement that runs. */
  building: z.boolean().optional(),
  /** It is a table of a file at hand and not of the lake: the file's id, and what it was when it was copied. */
  hand: FileOrigin.extend({ id: z.string(), table: z.string().nullable() }).optional(),
})
export type CatalogueSource = z.infer<typeof CatalogueSource>
export const CatalogueMacro = z.object({
  name: z.string(),
  file: WorkspacePath,
  kind: z.enum(['scalar', 'table']),
  description: z.string(),
  /** As a user would call it: `late_share(delay, bound := 15)`. */
  signature: z.string(),
  params: z.array(
    z.object({
      name: z.string(),
      type: z.string().optional(),
      unit: z.string().optional(),
      meaning: z.string().optional(),
      default: z.string().optional(),
    }),
  ),
  returns: z.string().optional(),
  /** Of a table macro whose columns can be read from its text. */
  columns: z.array(z.string()).optional(),
})
export type CatalogueMacro = z.infer<typeof CatalogueMacro>
export const Catalogue = z.object({
  set: EngineSet,
  sources: z.array(CatalogueSource),
  macros: z.array(CatalogueMacro),
})
export type Catalogue = z.infer<typeof Catalogue>

/** An error or warning of a statement, in UTF-16 offsets of the text that was sent. */
export const Diagnostic = z.object({
  from: z.number().int(),
  to: z.number().int(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  /** What would mend it, if one thing plainly would: replace the range by this text. */
  fix: z.string().optional(),
})
export type Diagnostic = z.infer<typeof Diagnostic>

/** What another layout changes. UTF-16 offsets of the text that was sent. */
export const Formatting = z.object({
  edits: z.array(z.object({ from: z.number().int(), to: z.number().int(), text: z.string() })),
  /** Statements that keep their text, with a sentence why. */
  kept: z.array(z.object({ from: z.number().int(), to: z.number().int(), message: z.string() })),
})
export type Formatting = z.infer<typeof Formatting>

export const Completion = z.object({
  label: z.string(),
  kind: z.enum(['source', 'column', 'macro', 'function', 'keyword', 'cte', 'snippet']),
  insert: z.string(),
  detail: z.string().optional(),
  documentation: z.string().optional(),
})
export type Completion = z.infer<typeof Completion>

/** A result that stands in the native engine and is read by pages. */
export const NativeHandle = z.object({
  handle: z.string(),
  columns: z.array(Column),
  rows: z.number().int(),
  /** Milliseconds from start to complete result. */
  ms: z.number(),
  threads: z.number().int(),
})
export type NativeHandle = z.infer<typeof NativeHandle>

/** Columns of an image of a set, each with the bounds that its contract sets. */
export const ProfileInput = z.object({
  set: Digest,
  image: Digest,
  columns: z
    .array(z.object({ name: z.string(), type: z.string(), bounds: Bounds.optional() }))
    .min(1)
    .max(64),
  /** Looks at all rows, however many they are. */
  exact: z.boolean().default(false),
})
export type ProfileInput = z.infer<typeof ProfileInput>

/** An export: `sql` is what runs; `about` is told in its provenance, beside what main knows itself. */
export const ExportInput = z.object({
  set: Digest,
  sql: z.string(),
  format: ExportFormat,
  about: z.object({
    /** Name of the file, without a folder. */
    file: z
      .string()
      .min(1)
      .max(200)
      .refine((name) => !/[/\\]/.test(name) && !/^\.+$/.test(name), { error: 'must be a name, no path' }),
    query: z.string(),
    path: WorkspacePath.nullable(),
    params: z.record(z.string(), Cell),
    reads: z.array(z.object({ source: z.string(), snapshot: Digest })),
    resultDigest: Digest.optional(),
  }),
})
export type ExportInput = z.infer<typeof ExportInput>

export const engine = {
  /** What can be queried: sources with columns, macros with their docs, and the set of images at `at`. */
  catalogue: oc.input(z.object({ at: At })).output(Catalogue),
  /** Builds the images that `catalogue` lacks, one after another, and answers with the whole of it. */
  build: oc.input(z.object({ at: At })).output(longOperation(Catalogue)),
  /** Rewrites AT and parameters of one statement and says which set of images it needs. */
  resolve: oc.input(ResolveInput).output(ResolvedStatement),
  /**
   * How a statement is answered while it is typed. Builds no image. A text that cannot be answered so, such as one that
   * is half written or changes something, is the usual case and no failed request: it answers with the error.
   */
  preview: oc.input(ResolveInput).output(z.union([Preview, z.object({ error: AppErrorData })])),
  /** Errors of a whole editor text, from the engine's own parser and binder. */
  diagnose: oc.input(z.object({ text: z.string(), at: At })).output(z.array(Diagnostic)),
  /** Lays out the statements that touch the range, or all when it is empty; what DuckDB reads stays the same. */
  format: oc
    .input(
      z.object({
        text: z.string().max(2_000_000),
        from: z.number().int().min(0),
        to: z.number().int().min(0),
      }),
    )
    .output(Formatting),
  complete: oc
    .input(z.object({ text: z.string(), offset: z.number().int(), at: At }))
    .output(z.array(Completion)),
  /** Runs a resolved statement on the native engine; closing the stream cancels it within 100 ms. */
  run: oc
    .input(
      z.object({
        set: Digest,
        sql: z.string(),
        wholeTable: z.string().nullable().default(null),
        /** Statements of one session see each other's temporary tables; without one a statement only reads. */
        session: z.string().max(200).nullable().default(null),
      }),
    )
    .output(longOperation(NativeHandle)),
  page: oc
    .input(
      z.object({
        handle: z.string(),
        from: z.number().int().min(0),
        count: z.number().int().min(1).max(10_000),
        /** Long texts and BLOBs are cut, as for a grid; the page says where. */
        cut: z.boolean().default(false),
      }),
    )
    .output(Page),
  /** Sort and filter as a new handle over the whole result. `where` is SQL over the result's columns. */
  derive: oc
    .input(z.object({ handle: z.string(), where: z.string().nullable(), orderBy: z.array(SortKey) }))
    .output(longOperation(NativeHandle)),
  /** Keeps the rows of a SELECT over one result, which it sees as `result`, as a new handle. */
  keep: oc.input(z.object({ handle: z.string(), sql: z.string() })).output(longOperation(NativeHandle)),
  /** Runs a SELECT over one result, which it sees as `result`; for profiles and charts. At most 10,000 rows. */
  over: oc
    .input(z.object({ handle: z.string(), sql: z.string() }))
    .output(z.object({ columns: z.array(Column), page: Page })),
  close: oc.input(z.object({ handle: z.string() })).output(z.object({})),
  /** Profiles of columns of a source, from what is kept beside its image or computed and kept. */
  profile: oc.input(ProfileInput).output(longOperation(z.array(ColumnProfile))),
  /** The profiles that are kept already, without those that are not; nothing is computed. */
  keptProfiles: oc
    .input(z.object({ set: Digest, image: Digest, columns: z.array(z.string()).max(10_000) }))
    .output(z.array(ColumnProfile)),
  /** Runs the statement natively and writes its result; answers where both files can be fetched. */
  export: oc.input(ExportInput).output(
    longOperation(
      z.object({
        download: z.string(),
        /** Download of `<file>.provenance.json`. */
        provenance: z.string(),
        bytes: z.number().int(),
        rows: z.number().int(),
      }),
    ),
  ),
  /** Versions and state of the engines, for the status bar. */
  about: oc.output(
    z.object({ version: z.string(), threads: z.number().int(), engines: z.array(EngineName) }),
  ),
}
