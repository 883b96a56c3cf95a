import type { SnapshotDiff, SnapshotInfo } from '#shared/contract/lake.ts'
import { inputError } from '#shared/errors.ts'
import type { SyncRecord } from '#shared/format/sync-record.ts'
import type { LakeContext } from './context.ts'
import { type LoadedContract, readContracts } from './contracts.ts'
import { builtImage, type ImageFacts, imageKey } from './images.ts'
import { readRecords, recordedSources } from './records.ts'
import { findSnapshot } from './resolve.ts'

/** How many differing objects a diff names. */
const namedChanges = 1000

/** The snapshots that this workspace has synced, of one source or of all: newest first within a source. */
export async function listSnapshots(ctx: LakeContext, source?: string): Promise<SnapshotInfo[]> {
  const { contracts } = await readContracts(ctx.workspace)
  const sources = source === undefined ? await recordedSources(ctx) : [source]
  const infos: SnapshotInfo[] = []
  for (const name of sources) {
    const records = await readRecords(ctx, name)
    const latest = records.at(-1)?.snapshot
    const contract = contracts.find((one) => one.source === name)
    const last = new Map<string, SyncRecord>()
    for (const record of records.toReversed()) {
      if (!last.has(record.snapshot)) last.set(record.snapshot, record)
    }
    for (const record of last.values()) {
      const facts = await factsOf(ctx, contract, record.snapshot)
      infos.push({
        id: record.snapshot,
        source: name,
        syncedAt: record.ended,
        remote: record.remote,
        filter: record.filter,
        partial: record.partial,
        objects: record.objects,
        bytes: record.bytes,
        rows: facts?.rows ?? null,
        rejects: facts?.rejects ?? null,
        latest: record.snapshot === latest,
      })
    }
  }
  return infos
}

/** What is known of a snapshot's image under the contract as it stands, when there is one. */
export async function factsOf(
  ctx: LakeContext,
  contract: LoadedContract | undefined,
  snapshot: string,
): Promise<ImageFacts | null> {
  if (!contract) return null
  const { key } = await imageKey(ctx, { snapshot, importDigest: contract.importDigest })
  return builtImage(ctx, key)
}

/** A page of a snapshot's objects. The snapshot is named by 7 digits of its id or more. */
export async function snapshotObjects(
  ctx: LakeContext,
  { snapshot, from, count }: { snapshot: string; from: number; count: number },
): Promise<{ total: number; objects: { path: string; sha256: string; size: number; inStore: boolean }[] }> {
  const { id } = await findSnapshot(ctx, snapshot)
  const { total, entries } = await ctx.files.call('page', { home: ctx.home, snapshot: id, from, count })
  return { total, objects: entries }
}

/** What differs between two snapshots of one source; rows and rejects where both have an image. */
export async function diffSnapshots(
  ctx: LakeContext,
  { from, to }: { from: string; to: string },
): Promise<SnapshotDiff> {
  const [older, newer] = [await findSnapshot(ctx, from), await findSnapshot(ctx, to)]
  if (older.source !== newer.source) {
    throw inputError(
      'SNAPSHOTS_OF_TWO_SOURCES',
      `${from} is of ${older.source} and ${to} of ${newer.source}. Compare two snapshots of one source.`,
    )
  }
  const diff = await ctx.files.call('diff', {
    home: ctx.home,
    from: older.id,
    to: newer.id,
    limit: namedChanges,
  })
  const contract = (await readContracts(ctx.workspace)).contracts.find((one) => one.source === older.source)
  const [was, is] = [await factsOf(ctx, contract, older.id), await factsOf(ctx, contract, newer.id)]
  const both = was && is
  return {
    source: older.source,
    from: older.id,
    to: newer.id,
    added: diff.added,
    changed: diff.changed,
    gone: diff.gone,
    bytes: diff.bytes,
    objects: diff.first.map(({ path, change, from: before, to: after }) => ({
      path,
      change,
      size: (after ?? before)?.size ?? 0,
    })),
    rows: both ? { from: was.rows, to: is.rows } : null,
    rejects: both ? { from: was.rejects, to: is.rejects } : null,
  }
}
