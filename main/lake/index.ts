import type {
  CheckResult,
  CollectResult,
  SnapshotDiff,
  SnapshotInfo,
  SourceStatus,
} from '#shared/contract/lake.ts'
import type { Work } from '#shared/progress.ts'
import type { LakeContext } from './context.ts'

export type { LakeContext } from './context.ts'
export { type LoadedContract, parseContract, parseContracts, readContracts } from './contracts.ts'
export { ensureImage, imageBuilder } from './images.ts'
export { type ResolvedSnapshot, resolveSnapshot } from './resolve.ts'
export { syncSources } from './sync.ts'

const todo = () => Promise.reject(new Error('not there yet'))
export function listSnapshots(_ctx: LakeContext, _source?: string): Promise<SnapshotInfo[]> {
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
