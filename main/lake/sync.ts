import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import type { SyncedSource, SyncResult } from '#shared/contract/lake.ts'
import { type AppError, type AppErrorData, inputError, toAppError } from '#shared/errors.ts'
import { durationMs } from '#shared/format/duration.ts'
import type { SyncRecord } from '#shared/format/sync-record.ts'
import type { RemoteConfig } from '#shared/format/workspace.ts'
import { nearest } from '#shared/nearest.ts'
import type { Work } from '#shared/progress.ts'
import { layout, storeError } from '../store/index.ts'
import { remoteAddress } from '../workspace/index.ts'
import type { LakeContext } from './context.ts'
import { checkQuality } from './contract-check.ts'
import { type LoadedContract, readContracts } from './contracts.ts'
import { ensureImage } from './images.ts'
import { addRecord, readRecords } from './records.ts'

/** How many left-out objects a sync's record names. */
const namedLeft = 100

/**
 * Syncs the named sources, or all that have a contract, and builds their images. A source that fails does not stop the
 * others: its error stands in `failed`, with the contract's file. Throws `SOURCE_UNKNOWN` before anything is read.
 */
export async function syncSources(
  ctx: LakeContext,
  { sources, rehash }: { sources: string[]; rehash: boolean },
  work: Work,
): Promise<SyncResult> {
  const { contracts, problems } = await readContracts(ctx.workspace)
  const failed: AppErrorData[] = sources.length === 0 ? problems.map((problem) => problem.toData()) : []
  const chosen = sources.length === 0 ? contracts : sources.map((name) => named(name, contracts, problems))
  const synced: SyncedSource[] = []
  for (const contract of new Set(chosen)) {
    try {
      synced.push(await syncSource(ctx, contract, rehash, work))
    } catch (thrown) {
      const error = toAppError(storeError(thrown, ctx.home))
      if (error.kind === 'cancelled' || work.signal?.aborted) throw error
      if (error.kind === 'bug') console.error(thrown)
      failed.push({ ...error.toData(), details: { ...error.details, source: contract.source } })
    }
  }
  return { sources: synced, failed }
}

function named(
  name: string,
  contracts: readonly LoadedContract[],
  problems: readonly { place: { file?: string | undefined } }[],
): LoadedContract {
  const found = contracts.find(({ source }) => source === name)
  if (found) return found
  const broken = problems.find(({ place }) => place.file?.replace(/^contracts\/|\.ya?ml$/g, '') === name)
  if (broken) throw broken
  const names = contracts.map(({ source }) => source)
  const near = nearest(name, names)
  const known = names.length > 0 ? `There are ${names.join(', ')}.` : 'Write one in contracts/.'
  throw inputError(
    'SOURCE_UNKNOWN',
    `No contract names a source \`${name}\`. ${near ? `Did you mean \`${near}\`?` : known}`,
  )
}

/** Syncs one source: objects, manifest, record, image. */
async function syncSource(
  ctx: LakeContext,
  loaded: LoadedContract,
  rehash: boolean,
  work: Work,
): Promise<SyncedSource> {
  const { source, contract, importDigest } = loaded
  const began = performance.now()
  const begun = ctx.now()
  const remote = remoteOf(ctx, loaded)
  await checkQuality(ctx, loaded)
  const before = (await readRecords(ctx, source)).at(-1)
  const input = {
    home: ctx.home,
    pattern: contract.path,
    remote: contract.remote,
    seen: seenFile(ctx, source, remote),
    settleMs: durationMs(contract.settle),
    now: begun.getTime(),
    rehash,
  }
  const watched: Work = {
    ...(work.signal && { signal: work.signal }),
    onProgress: (progress) => work.onProgress?.({ detail: source, ...progress }),
  }
  const synced =
    remote.type === 'folder'
      ? await ctx.files.call(
          'syncFolder',
          { ...input, root: resolve(ctx.workspace.root, remote.path) },
          watched,
        )
      : await ctx.files.call('syncRemote', { ...input, config: remote }, watched)
  if (synced.objects === 0 && synced.leftCount === 0) throw nothingMatches(loaded, before !== undefined)
  const record: SyncRecord = {
    v: 1,
    source,
    snapshot: synced.snapshot,
    remote: contract.remote,
    path: contract.path,
    filter: null,
    contract: importDigest,
    begun: begun.toISOString(),
    ended: ctx.now().toISOString(),
    objects: synced.objects,
    bytes: synced.bytes,
    fetched: synced.fetched,
    fetchedBytes: synced.fetchedBytes,
    newest: synced.newest === null ? null : new Date(synced.newest).toISOString(),
    partial: synced.partial,
    left: synced.left.slice(0, namedLeft),
    leftCount: synced.leftCount,
  }
  await addRecord(ctx, record)
  await ctx.files.call('keepRoots', {
    home: ctx.home,
    workspace: ctx.workspace.id,
    folder: ctx.workspace.root,
    now: ctx.now().getTime(),
    snapshots: { [source]: synced.snapshot },
  })
  const image = await ensureImage(ctx, { source, snapshot: synced.snapshot, contract: loaded }, work)
  return {
    source,
    snapshot: synced.snapshot,
    changed: before?.snapshot !== synced.snapshot,
    objects: synced.objects,
    bytes: synced.bytes,
    fetched: synced.fetched,
    fetchedBytes: synced.fetchedBytes,
    rows: image.rows,
    rejects: image.rejects,
    left: synced.left,
    partial: synced.partial,
    ms: Math.round(performance.now() - began),
  }
}

/** A path that matches nothing is a mistake or a lake that lost its data; neither is a snapshot to work with. */
export function nothingMatches({ contract, file }: LoadedContract, synced: boolean): AppError {
  const kept = synced ? ' The last snapshot stays in use.' : ''
  return inputError(
    'SOURCE_EMPTY',
    `No object of remote \`${contract.remote}\` matches \`${contract.path}\`. Correct the path, or sync again when the data is there.${kept}`,
    { file, field: 'path' },
  )
}

/** The remote that a contract names. Throws `REMOTE_UNKNOWN` with the contract's place. */
export function remoteOf(ctx: LakeContext, { contract, file }: LoadedContract): RemoteConfig {
  const { remotes } = ctx.workspace
  const remote = Object.hasOwn(remotes, contract.remote) ? remotes[contract.remote] : undefined
  if (remote) return remote
  const names = Object.keys(remotes)
  const near = nearest(contract.remote, names)
  const known = names.length > 0 ? `lakebench.yml has ${names.join(', ')}.` : 'Add it to lakebench.yml.'
  throw inputError(
    'REMOTE_UNKNOWN',
    `There is no remote \`${contract.remote}\`. ${near ? `Did you mean \`${near}\`?` : known}`,
    { file, field: 'remote' },
  )
}

/** What was read from this place for this source; another place is another memory. */
function seenFile(ctx: LakeContext, source: string, remote: RemoteConfig): string {
  const address = remoteAddress(ctx.workspace.root, remote)
  const digest = createHash('sha256').update(address).digest('hex').slice(0, 16)
  return join(layout(ctx.home).syncs, ctx.workspace.id, 'seen', `${source}-${digest}`)
}
