import { AppError } from '#shared/errors.ts'
import type { SyncRecord } from '#shared/format/sync-record.ts'
import { short } from '#shared/names.ts'
import { nearest } from '#shared/nearest.ts'
import type { LakeContext } from './context.ts'
import { readRecords, recordedSources } from './records.ts'

/** A snapshot as this workspace knows it. */
export interface ResolvedSnapshot {
  id: string
  source: string
  syncedAt: string
  partial: boolean
}

const input = (code: string, message: string) => new AppError({ code, kind: 'input', message })

/**
 * The snapshot of `source` that `spec` means: `latest`, an id of 7 digits or more that is unique among this
 * workspace's syncs, or a time, which means the sync at or before it. Throws `SNAPSHOT_NONE`, `SNAPSHOT_UNKNOWN`,
 * `SNAPSHOT_AMBIGUOUS`, `SNAPSHOT_BEFORE_FIRST` or `SNAPSHOT_SPEC`.
 */
export async function resolveSnapshot(
  ctx: LakeContext,
  source: string,
  spec: string,
): Promise<ResolvedSnapshot> {
  const records = await readRecords(ctx, source)
  const [first, last] = [records[0], records.at(-1)]
  if (!first || !last) {
    throw input(
      'SNAPSHOT_NONE',
      `There is no snapshot of ${source} yet. Sync it first: \`lakebench sync ${source}\`.`,
    )
  }
  const text = spec.trim()
  if (text === 'latest') return toResolved(last)
  if (/^[0-9a-f]+$/i.test(text)) return byId(records, source, text.toLowerCase())
  const time = instant(text)
  if (time === null) {
    throw input(
      'SNAPSHOT_SPEC',
      `\`${spec}\` names no snapshot. Write \`latest\`, an id of 7 digits or more, or a time such as 2001-06-01.`,
    )
  }
  const before = records.filter(({ ended }) => Date.parse(ended) <= time).at(-1)
  if (before) return toResolved(before)
  throw input(
    'SNAPSHOT_BEFORE_FIRST',
    `${source} was not synced by ${new Date(time).toISOString()}. Its first sync was at ${first.ended}. Its first snapshot is ${short(first.snapshot)}.`,
  )
}

function byId(records: readonly SyncRecord[], source: string, id: string): ResolvedSnapshot {
  const ids = new Set(records.map(({ snapshot }) => snapshot).filter((known) => known.startsWith(id)))
  if (id.length < 7) {
    throw input('SNAPSHOT_SPEC', `\`${id}\` is too short for a snapshot's id. Write 7 digits or more.`)
  }
  if (ids.size > 1) {
    const some = [...ids].slice(0, 3).map((one) => one.slice(0, Math.max(id.length + 4, 12)))
    throw input(
      'SNAPSHOT_AMBIGUOUS',
      `${id} begins several snapshots of ${source}. Write more digits: ${some.join(', ')}.`,
    )
  }
  const found = records.filter(({ snapshot }) => ids.has(snapshot)).at(-1)
  if (found) return toResolved(found)
  throw input(
    'SNAPSHOT_UNKNOWN',
    `This workspace has synced no snapshot ${id} of ${source}. It has ${nearestOf(records, id)}; \`lakebench snapshots\` shows all.`,
  )
}

/** The snapshot whose id was most likely meant, else the newest ones, each with the time of its sync. */
function nearestOf(records: readonly SyncRecord[], id: string): string {
  const last = new Map(records.map((record) => [record.snapshot, record]))
  const meant = nearest(
    id,
    [...last.keys()].map((known) => known.slice(0, id.length)),
  )
  const all = [...last.values()].sort((a, b) => (a.ended < b.ended ? 1 : -1))
  const shown =
    meant === undefined ? all.slice(0, 3) : all.filter(({ snapshot }) => snapshot.startsWith(meant))
  return shown
    .map(({ snapshot, ended }) => `${short(snapshot)} (${ended.slice(0, 16).replace('T', ' ')} UTC)`)
    .join(', ')
}

/** The one snapshot of any source that `id` (7 digits or more) names. */
export async function findSnapshot(ctx: LakeContext, id: string): Promise<ResolvedSnapshot> {
  const found = new Map<string, ResolvedSnapshot>()
  if (!/^[0-9a-f]{7,64}$/.test(id)) {
    throw input('SNAPSHOT_SPEC', `\`${id}\` is no snapshot's id. Write 7 to 64 digits of 0-9 and a-f.`)
  }
  for (const source of await recordedSources(ctx)) {
    for (const record of await readRecords(ctx, source)) {
      if (record.snapshot.startsWith(id)) found.set(record.snapshot, toResolved(record))
    }
  }
  const [one, other] = [...found.values()]
  if (one && !other) return one
  throw one
    ? input('SNAPSHOT_AMBIGUOUS', `${id} begins several snapshots. Write more digits.`)
    : input(
        'SNAPSHOT_UNKNOWN',
        `This workspace has synced no snapshot ${id}. \`lakebench snapshots\` shows what it has.`,
      )
}

/** Digest of what of the contract decided how a snapshot is read, at its last sync. */
export async function contractAtSync(ctx: LakeContext, source: string, snapshot: string): Promise<string> {
  const record = (await readRecords(ctx, source)).findLast((one) => one.snapshot === snapshot)
  if (record) return record.contract
  throw input('SNAPSHOT_UNKNOWN', `This workspace has synced no snapshot ${snapshot} of ${source}.`)
}

export function toResolved({ snapshot, source, ended, partial }: SyncRecord): ResolvedSnapshot {
  return { id: snapshot, source, syncedAt: ended, partial }
}

/** Milliseconds of a date or time as people and SQL write it; without a zone it is UTC. Null when it is none. */
function instant(text: string): number | null {
  const match =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(text)
  if (!match) return null
  const [, date, minutes = '00:00', seconds = ':00', zone = 'Z'] = match
  const offset = /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  const time = Date.parse(`${date}T${minutes}${seconds}${offset.toUpperCase()}`)
  if (Number.isNaN(time)) return null
  // 2001-02-30 is no day, though Date reads it as one of March.
  return date === new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) ? time : null
}
