import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Digest } from '../names.ts'
import { longOperation } from '../progress.ts'
import { NativeHandle, ResolveInput } from './engine.ts'

/** When two numbers with a fraction still count as equal: at this distance, or at this share of the larger one. */
export const Tolerance = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exact') }),
  z.object({ kind: z.enum(['absolute', 'relative']), by: z.number().positive() }),
])

/** One side of a comparison as it stands in the native engine. */
export const ComparedSide = z.object({
  result: NativeHandle,
  /** Sources it read, each with its snapshot. */
  reads: z.array(z.object({ source: z.string(), snapshot: Digest })),
})

/** A way to tell rows apart, and why it is proposed. */
export const KeyProposal = z.object({
  columns: z.array(z.string()),
  /** The contract names it, the query groups by it, or its values are unique on both sides. */
  why: z.enum(['contract', 'group', 'unique']),
})
export type KeyProposal = z.infer<typeof KeyProposal>

/** Two results side by side in one engine. */
export const ComparedSides = z.object({
  before: ComparedSide,
  after: ComparedSide,
  /** Columns that both have, with their types. */
  shared: z.array(z.object({ name: z.string(), before: z.string(), after: z.string() })),
  onlyBefore: z.array(z.string()),
  onlyAfter: z.array(z.string()),
  /** Best first; none when nothing tells rows apart. */
  keys: z.array(KeyProposal),
})
export type ComparedSides = z.infer<typeof ComparedSides>

/** A column of a difference that is no part of its key. */
export const DifferingColumn = z.object({
  name: z.string(),
  before: z.string(),
  after: z.string(),
  /** Changed rows in which it differs. */
  rows: z.number().int(),
  /** The largest distance of two finite numbers in it; null where there is none. */
  most: z.number().nullable(),
})
export type DifferingColumn = z.infer<typeof DifferingColumn>

/**
 * The rows that differ, as a result that is read by pages: `change`, `times`, `marks`, the key as `k0…`, each other
 * column before and after as `b0, a0, …` (`shared/sql/difference.ts`).
 */
export const RowDifference = z.object({
  result: NativeHandle,
  key: z.array(z.string()),
  columns: z.array(DifferingColumn),
  rows: z.object({ before: z.number().int(), after: z.number().int() }),
  added: z.number().int(),
  changed: z.number().int(),
  gone: z.number().int(),
  equal: z.number().int(),
  /** Rows of each side whose key is not theirs alone: they are compared as whole values. */
  repeated: z.object({ before: z.number().int(), after: z.number().int() }),
})
export type RowDifference = z.infer<typeof RowDifference>

const BeforeAfter = z.object({ before: z.number(), after: z.number() })

/** How one column is spread on both sides, and how far apart that is. */
export const ColumnShift = z.object({
  name: z.string(),
  before: z.string(),
  after: z.string(),
  measure: z.enum(['kolmogorov-smirnov', 'jensen-shannon']),
  /** From 0, the same spread, to 1, nothing in common. The change of the NULL share counts when it is larger. */
  shift: z.number(),
  rows: BeforeAfter,
  nulls: BeforeAfter,
  distinct: BeforeAfter,
  /** Of numbers, and of times in seconds since 1970; null where there is no value. */
  mean: z.object({ before: z.number().nullable(), after: z.number().nullable() }).optional(),
  /** Rows in bins of one width from `low` to `high`; what lies beyond stands in the outer bins. */
  histogram: z
    .object({ low: z.number(), high: z.number(), before: z.array(z.number()), after: z.array(z.number()) })
    .optional(),
  /** The most frequent categories. */
  top: z.array(z.object({ value: z.string() }).extend(BeforeAfter.shape)).optional(),
})
export type ColumnShift = z.infer<typeof ColumnShift>

const FieldState = z.object({
  type: z.string(),
  required: z.boolean(),
  unit: z.string().optional(),
})

/** What the contract said at one sync. */
export const ContractState = z.object({
  /** Digest of what decides how a snapshot is read. */
  digest: Digest,
  revision: z.number().int().nullable(),
  /** The commit that had it first; null for the working tree, or where it is not found. */
  commit: z.string().nullable(),
  found: z.boolean(),
})

export const SchemaDifference = z.object({
  source: z.string(),
  file: z.string(),
  before: ContractState,
  after: ContractState,
  fields: z.array(
    z.object({
      name: z.string(),
      change: z.enum(['added', 'removed', 'retyped', 'requirement', 'unit']),
      before: FieldState.nullable(),
      after: FieldState.nullable(),
    }),
  ),
  /** How many fields are the same. */
  same: z.number().int(),
  /** Fields that no contract names, by the rows that have them. Null where an image is missing. */
  unknown: z.array(z.object({ name: z.string() }).extend(BeforeAfter.shape)).nullable(),
})
export type SchemaDifference = z.infer<typeof SchemaDifference>

export const difference = {
  /** Runs two statements so that their results can be compared. Both stay until they are closed (`engine.close`). */
  sides: oc
    .input(z.object({ before: ResolveInput, after: ResolveInput }))
    .output(longOperation(ComparedSides)),
  /** The rows that differ by a key; with an empty one rows are compared as whole values. */
  rows: oc
    .input(
      z.object({
        before: z.string(),
        after: z.string(),
        key: z.array(z.string()),
        tolerance: Tolerance.default({ kind: 'exact' }),
      }),
    )
    .output(longOperation(RowDifference)),
  /** How these columns are spread on both sides. */
  columns: oc
    .input(z.object({ before: z.string(), after: z.string(), names: z.array(z.string()) }))
    .output(longOperation(z.array(ColumnShift))),
  /** What the contract said when each of two snapshots was taken, and what is in the data beside it. */
  schema: oc.input(z.object({ from: z.string(), to: z.string() })).output(SchemaDifference),
}
