import { basename, resolve } from 'node:path'
import type { SourceStatus } from '#shared/contract/lake.ts'
import { toAppError } from '#shared/errors.ts'
import { durationMs } from '#shared/format/duration.ts'
import type { SyncRecord } from '#shared/format/sync-record.ts'
import type { LakeContext } from './context.ts'
import { type LoadedContract, readContracts } from './contracts.ts'
import type { ImageFacts } from './images.ts'
import { readRecords } from './records.ts'
import { factsOf } from './snapshots.ts'
import { nothingMatches, remoteOf } from './sync.ts'

const hour = 3_600_000

/** How each source stands: its contract, its latest snapshot, and whether that needs somebody. */
export async function sourceStatuses(ctx: LakeContext): Promise<SourceStatus[]> {
  const { contracts, problems } = await readContracts(ctx.workspace)
  const statuses = await Promise.all(contracts.map((contract) => statusOf(ctx, contract)))
  for (const { message, place } of problems) {
    const file = place.file ?? 'contracts'
    statuses.push({
      name: basename(file).replace(/\.ya?ml$/, ''),
      file,
      cadence: '',
      format: '',
      remote: '',
      producer: '',
      consumer: '',
      health: 'broken',
      reason: message,
      ...nothing,
    })
  }
  return statuses
}

const nothing = {
  snapshot: null,
  syncedAt: null,
  age: null,
  freshness: null,
  objects: 0,
  bytes: 0,
  rows: null,
  rejects: null,
}

async function statusOf(ctx: LakeContext, loaded: LoadedContract): Promise<SourceStatus> {
  const { contract, file, source } = loaded
  const record = (await readRecords(ctx, source)).at(-1)
  const facts = record ? await factsOf(ctx, loaded, record.snapshot) : null
  const freshness = contract.freshness === undefined ? null : durationMs(contract.freshness) / hour
  const newest = record?.newest
  const age = newest ? (ctx.now().getTime() - Date.parse(newest)) / hour : null
  const shown = {
    name: source,
    ...(contract.description !== undefined && { description: contract.description }),
    file,
    cadence: contract.cadence,
    format:
      contract.compression === 'none'
        ? contract.format.type
        : `${contract.format.type}, ${contract.compression}`,
    remote: contract.remote,
    producer: contract.producer?.team ?? '',
    consumer: contract.consumer?.team ?? '',
  }
  const offline = await unreachable(ctx, loaded, record)
  if (!record) {
    const health = offline?.broken ? ('broken' as const) : ('never synced' as const)
    return { ...shown, health, reason: offline?.reason ?? 'Sync it to see its data', ...nothing, freshness }
  }
  return {
    ...shown,
    ...(offline
      ? { health: offline.broken ? ('broken' as const) : ('offline' as const), reason: offline.reason }
      : healthOf(loaded, record, facts, { age, freshness })),
    snapshot: record.snapshot,
    syncedAt: record.ended,
    age,
    freshness,
    objects: record.objects,
    bytes: record.bytes,
    rows: facts?.rows ?? null,
    rejects: facts?.rejects ?? null,
  }
}

/** Why the remote has nothing for the source now: it cannot be reached, or nothing in it is meant. Else null. */
async function unreachable(
  ctx: LakeContext,
  loaded: LoadedContract,
  record: SyncRecord | undefined,
): Promise<{ reason: string; broken: boolean } | null> {
  // A restricted workspace's remotes are not even looked at.
  if (ctx.workspace.restricted) return null
  const { remote, path: pattern } = loaded.contract
  try {
    const config = remoteOf(ctx, loaded)
    // A network is reached for when the user asks for a sync, not to look at a list.
    if (config.type !== 'folder') return null
    const root = resolve(ctx.workspace.root, config.path)
    const snapshot = record?.snapshot ?? null
    const found = await ctx.files.call('holdsAny', { home: ctx.home, root, remote, pattern, snapshot })
    if (found) return null
    throw nothingMatches(loaded, record !== undefined)
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.kind === 'bug') throw error
    return error.kind === 'remote'
      ? { reason: `Remote ${remote} is not there; showing what is on this computer`, broken: false }
      : { reason: error.message, broken: true }
  }
}

/** The first thing that needs somebody: age, volume, schema, rejects. */
function healthOf(
  { contract }: LoadedContract,
  record: SyncRecord,
  facts: ImageFacts | null,
  { age, freshness }: { age: number | null; freshness: number | null },
): Pick<SourceStatus, 'health' | 'reason'> {
  if (age !== null && freshness !== null && age > freshness) {
    const health = age > 2 * freshness ? 'stale' : 'late'
    return { health, reason: `Newest object ${hours(age)} old, bound ${hours(freshness)}` }
  }
  const { rows_per_day: perDay, rows } = contract.volume ?? {}
  if (facts) {
    const day = facts.lastDay
    const band = perDay && day ? bandReason(day.rows, perDay, `rows on ${day.day}`) : null
    const whole = rows ? bandReason(facts.rows, rows, 'rows') : null
    const reason = band ?? whole
    if (reason) return { health: 'volume', reason }
    const drifted = facts.reasons.filter(({ reason: why }) => !why.startsWith('rule: '))
    const first = drifted[0]
    const count = drifted.reduce((sum, one) => sum + one.rows, 0)
    if (first && count * 2 >= facts.rows + facts.rejects) {
      return {
        health: 'schema',
        reason: `${number(count)} rows do not fit: ${first.field ? `${first.field}, ` : ''}${first.reason}`,
      }
    }
    if (facts.rejects > 0) {
      return {
        health: 'rejects',
        reason: `${number(facts.rejects)} of ${number(facts.rows + facts.rejects)} rows rejected`,
      }
    }
  }
  if (record.partial) {
    return { health: 'ok', reason: `Partial: ${number(record.leftCount)} objects were left out` }
  }
  return { health: 'ok', reason: 'Nothing needs you' }
}

function bandReason(value: number, [low, high]: readonly [number, number], what: string): string | null {
  if (value >= low && value <= high) return null
  return `${number(value)} ${what}, ${value < low ? 'below' : 'above'} ${number(value < low ? low : high)}`
}

const number = (value: number): string => value.toLocaleString('en-US')

const hours = (value: number): string =>
  value < 1
    ? `${Math.round(value * 60)} min`
    : value < 48
      ? `${Math.round(value * 10) / 10} h`
      : `${Math.round(value / 24)} days`
