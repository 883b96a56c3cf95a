import { oc } from '@orpc/contract'
import { z } from 'zod'
import { AppErrorData } from '../errors.ts'
import { Digest, WorkspacePath } from '../names.ts'
import { longOperation } from '../progress.ts'

export const SourceHealth = z.enum([
  'ok',
  'late',
  'stale',
  'volume',
  'schema',
  'rejects',
  'never synced',
  'offline',
  'broken',
])

export const SourceStatus = z.object({
  name: z.string(),
  description: z.string().optional(),
  file: WorkspacePath,
  cadence: z.string(),
  format: z.string(),
  remote: z.string(),
  producer: z.string(),
  consumer: z.string(),
  health: SourceHealth,
  /** Why, in a few words. */
  reason: z.string(),
  snapshot: Digest.nullable(),
  syncedAt: z.string().nullable(),
  /** Hours since the newest object's time, and the contract's bound. */
  age: z.number().nullable(),
  freshness: z.number().nullable(),
  objects: z.number().int(),
  bytes: z.number().int(),
  rows: z.number().int().nullable(),
  rejects: z.number().int().nullable(),
})
export type SourceStatus = z.infer<typeof SourceStatus>

export const SnapshotInfo = z.object({
  id: Digest,
  source: z.string(),
  /** When this workspace last took it. */
  syncedAt: z.string(),
  remote: z.string(),
  filter: z.string().nullable(),
  partial: z.boolean(),
  objects: z.number().int(),
  bytes: z.number().int(),
  rows: z.number().int().nullable(),
  rejects: z.number().int().nullable(),
  latest: z.boolean(),
})
export type SnapshotInfo = z.infer<typeof SnapshotInfo>

export const SnapshotObject = z.object({
  path: z.string(),
  sha256: Digest,
  size: z.number().int(),
  inStore: z.boolean(),
})

export const SyncedSource = z.object({
  source: z.string(),
  snapshot: Digest,
  /** False when nothing was new: the same snapshot as before. */
  changed: z.boolean(),
  objects: z.number().int(),
  bytes: z.number().int(),
  /** Objects and bytes that were read from the lake this time. */
  fetched: z.number().int(),
  fetchedBytes: z.number().int(),
  rows: z.number().int().nullable(),
  rejects: z.number().int().nullable(),
  /** Objects left out (changed while being read, not settled), each named with its reason. */
  left: z.array(z.object({ path: z.string(), reason: z.string() })),
  partial: z.boolean(),
  ms: z.number(),
})
export type SyncedSource = z.infer<typeof SyncedSource>
export const SyncResult = z.object({ sources: z.array(SyncedSource), failed: z.array(AppErrorData) })
export type SyncResult = z.infer<typeof SyncResult>

export const SnapshotDiff = z.object({
  source: z.string(),
  from: Digest,
  to: Digest,
  added: z.number().int(),
  changed: z.number().int(),
  gone: z.number().int(),
  bytes: z.number().int(),
  /** The first 1,000 differing objects, by path. */
  objects: z.array(
    z.object({ path: z.string(), change: z.enum(['added', 'changed', 'gone']), size: z.number().int() }),
  ),
  rows: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
  rejects: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
})
export type SnapshotDiff = z.infer<typeof SnapshotDiff>

export const CheckResult = z.object({
  objects: z.number().int(),
  bytes: z.number().int(),
  broken: z.array(
    z.object({
      sha256: Digest,
      problem: z.enum(['missing', 'wrong digest', 'wrong size']),
      setAside: z.boolean(),
      /** Where it stands in this workspace's snapshots. */
      paths: z.array(z.object({ source: z.string(), path: z.string(), snapshot: Digest })),
    }),
  ),
})
export type CheckResult = z.infer<typeof CheckResult>

export const CollectResult = z.object({
  dryRun: z.boolean(),
  freed: z.array(
    z.object({
      kind: z.enum(['object', 'image', 'result', 'temporary']),
      name: z.string(),
      bytes: z.number().int(),
    }),
  ),
  bytes: z.number().int(),
  kept: z.object({ objects: z.number().int(), images: z.number().int(), bytes: z.number().int() }),
})
export type CollectResult = z.infer<typeof CollectResult>

/** A contract's check before it is saved: what it would do to the latest snapshot. */
export const ContractCheck = z.object({
  problems: z.array(AppErrorData),
  rows: z.number().int().nullable(),
  rejects: z.number().int().nullable(),
  rejectsNow: z.number().int().nullable(),
})

export const lake = {
  sources: oc.output(z.array(SourceStatus)),
  sync: oc
    .input(z.object({ sources: z.array(z.string()).default([]), rehash: z.boolean().default(false) }))
    .output(longOperation(SyncResult)),
  snapshots: oc.input(z.object({ source: z.string().optional() })).output(z.array(SnapshotInfo)),
  objects: oc
    .input(
      z.object({
        snapshot: z.string(),
        from: z.number().int().default(0),
        count: z.number().int().max(1000).default(200),
      }),
    )
    .output(z.object({ total: z.number().int(), objects: z.array(SnapshotObject) })),
  diff: oc.input(z.object({ from: z.string(), to: z.string() })).output(SnapshotDiff),
  check: oc.input(z.object({ readData: z.boolean().default(false) })).output(longOperation(CheckResult)),
  collect: oc.input(z.object({ dryRun: z.boolean() })).output(longOperation(CollectResult)),
  contractCheck: oc
    .input(z.object({ source: z.string(), text: z.string() }))
    .output(longOperation(ContractCheck)),
}
