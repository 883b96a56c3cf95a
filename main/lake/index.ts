import type { ImageRef } from '#shared/contract/engine.ts'
import type {
  CheckResult,
  CollectResult,
  SnapshotDiff,
  SnapshotInfo,
  SourceStatus,
  SyncResult,
} from '#shared/contract/lake.ts'
import type { Work } from '#shared/progress.ts'
import type { LakeContext } from './context.ts'
import type { LoadedContract } from './contracts.ts'

export type { LakeContext } from './context.ts'
export { type LoadedContract, parseContract, parseContracts, readContracts } from './contracts.ts'

/** A snapshot as this workspace knows it. */
export interface ResolvedSnapshot {
  id: string
  source: string
  syncedAt: string
  partial: boolean
}

const todo = () => Promise.reject(new Error('not there yet'))
export function syncSources(
  _ctx: LakeContext,
  _options: { sources: string[]; rehash: boolean },
  _work: Work,
): Promise<SyncResult> {
  return todo()
}
export function listSnapshots(_ctx: LakeContext, _source?: string): Promise<SnapshotInfo[]> {
  return todo()
}
export function resolveSnapshot(
  _ctx: LakeContext,
  _source: string,
  _spec: string,
): Promise<ResolvedSnapshot> {
  return todo()
}
export function ensureImage(
  _ctx: LakeContext,
  _image: { source: string; snapshot: string; contract: LoadedContract },
  _work: Work,
): Promise<ImageRef & { path: string }> {
  return todo()
}
export function sourceStatuses(_ctx: LakeContext): Promise<SourceStatus[]> {
  return todo()
}
export function snapshotObjects(
  _ctx: LakeContext,
  _page: { snapshot: string; from: number; count: number },
): Promise<{ total: number; objects: { path: string; sha256: string; size: number; inStore: boolean }[] }> {
  return todo()
}
export function diffSnapshots(_ctx: LakeContext, _ends: { from: string; to: string }): Promise<SnapshotDiff> {
  return todo()
}
export function checkStore(
  _ctx: LakeContext,
  _options: { readData: boolean },
  _work: Work,
): Promise<CheckResult> {
  return todo()
}
export function collectGarbage(
  _ctx: LakeContext,
  _options: { dryRun: boolean },
  _work: Work,
): Promise<CollectResult> {
  return todo()
}
