import { z } from 'zod'
import { Digest } from '../names.ts'
import { Cell } from '../value.ts'

/**
 * Version of what a profile says and how it is counted: an image's kept profiles of another version are made anew.
 */
export const profileVersion = 2

const Count = z.number().int().min(0)

/** Rows of a bar: from `from` (with it) to `to` (without it). */
export const ProfileBar = z.object({ from: Cell, to: Cell, count: Count })
export type ProfileBar = z.infer<typeof ProfileBar>

/** A frequent value. `cut`: the value is longer, and these are its first characters. */
export const ProfileValue = z.object({ value: Cell, count: Count, cut: z.literal(true).optional() })
export type ProfileValue = z.infer<typeof ProfileValue>

/** Bounds that a contract sets for a field. */
export const Bounds = z.object({
  min: z.union([z.number(), z.string()]).optional(),
  max: z.union([z.number(), z.string()]).optional(),
})
export type Bounds = z.infer<typeof Bounds>

/**
 * What is known of one column. Rows, nulls, min, max, outliers and bounds are those of all rows; the rest is counted
 * over the sample when there is one.
 */
export const ColumnProfile = z.object({
  name: z.string(),
  type: z.string(),
  rows: Count,
  nulls: Count,
  /** Different values, without NULL. */
  distinct: Count,
  /** `distinct` is an estimate over all rows (HyperLogLog within the bounds of the sample). */
  about: z.literal(true).optional(),
  min: Cell.optional(),
  max: Cell.optional(),
  /** Values at 5, 25, 50, 75 and 95 % of the rows, each a value that occurs. */
  quantiles: z.tuple([Cell, Cell, Cell, Cell, Cell]).optional(),
  mean: z.number().nullable().optional(),
  /** Standard deviation of a sample (divided by n - 1). */
  deviation: z.number().nullable().optional(),
  /** NaN and infinite values: they are in no bar and no quantile. */
  infinite: Count.optional(),
  histogram: z.array(ProfileBar).optional(),
  /** Values below the first and above the last bar. */
  beyond: z.object({ below: Count, above: Count }).optional(),
  top: z.array(ProfileValue).optional(),
  /** Characters of the shortest, the middle and the longest text. */
  lengths: z.object({ min: Count, median: Count, max: Count }).optional(),
  /** Texts of no character. */
  empty: Count.optional(),
  /** Classes of texts, as `AAA-999`, the most frequent first. */
  patterns: z.array(z.object({ pattern: z.string(), count: Count })).optional(),
  /** Rows by weekday (Monday first), hour and month, for what has a date or a time. */
  seasons: z
    .object({
      weekday: z.array(Count).length(7),
      hour: z.array(Count).length(24).optional(),
      month: z.array(Count).length(12),
    })
    .optional(),
  /** Values beyond 3 interquartile ranges. */
  outliers: z.object({ low: z.number(), high: z.number(), below: Count, above: Count }).optional(),
  /** The contract's bounds, and how many rows lie beyond them. */
  bounds: Bounds.extend({ below: Count, above: Count }).optional(),
  /** Rows in the sample, when there is one. */
  sampled: Count.optional(),
})
export type ColumnProfile = z.infer<typeof ColumnProfile>

/**
 * What stands beside an image in `images/<key>.profile.json`: facts of bytes that never change. A column is read when
 * it is asked for, and one that is not of this form is made anew.
 */
export const KeptProfiles = z.object({
  v: z.literal(profileVersion),
  image: Digest,
  columns: z.record(z.string(), z.unknown()),
})
export type KeptProfiles = z.infer<typeof KeptProfiles>
