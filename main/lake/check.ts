import type { CheckResult, CollectResult } from '#shared/contract/lake.ts'
import type { Work } from '#shared/progress.ts'
import type { LakeContext } from './context.ts'
import { readRecords, recordedSources } from './records.ts'

/**
 * Checks the objects of this workspace's snapshots, with `readData` their bytes too. Broken ones are set aside and
 * named with the snapshots and paths that they hurt; the next sync heals them where the lake still holds the bytes.
 */
export async function checkStore(
  ctx: LakeContext,
  { readData }: { readData: boolean },
  work: Work,
): Promise<CheckResult> {
  const sourceOf = new Map<string, string>()
  for (const source of await recordedSources(ctx)) {
    for (const { snapshot } of await readRecords(ctx, source)) sourceOf.set(snapshot, source)
  }
  const { objects, bytes, broken } = await ctx.files.call(
    'verify',
    { home: ctx.home, snapshots: [...sourceOf.keys()], readData },
    work,
  )
  return {
    objects,
    bytes,
    broken: broken.map(({ sha256, problem, setAside, places }) => ({
      sha256,
      problem,
      setAside,
      paths: places.map(({ snapshot, path }) => ({ source: sourceOf.get(snapshot) ?? '', path, snapshot })),
    })),
  }
}

/** Frees what no workspace of this computer needs, or says what it would free. Throws `STORE_BUSY` during a sync. */
export function collectGarbage(
  ctx: LakeContext,
  { dryRun }: { dryRun: boolean },
  work: Work,
): Promise<CollectResult> {
  return ctx.files.call('collect', { home: ctx.home, dryRun, now: ctx.now().getTime() }, work)
}
