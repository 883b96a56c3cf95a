import type { SyncedSource, SyncResult } from '#shared/contract/lake.ts'
import type { AppErrorData } from '#shared/errors.ts'
import { short } from '#shared/names.ts'
import { formatBytes, formatCount, formatDuration, plural } from '../ui/index.ts'
import type { Course } from './phases.ts'

function oneSource(synced: SyncedSource): string {
  const { source, snapshot, changed, objects, fetched, fetchedBytes, rows, rejects, ms } = synced
  if (objects === 0) return `Synced ${source}. No object in the lake matches the path of its contract.`
  if (!changed) return `Synced ${source}. Nothing new: same snapshot ${short(snapshot)}`
  const facts = [
    `snapshot ${short(snapshot)}`,
    `${plural(fetched, 'object')} read, ${formatBytes(fetchedBytes)}`,
    rows === null ? null : `${plural(rows, 'row')}`,
    rejects ? `${plural(rejects, 'reject')}` : null,
    formatDuration(ms),
  ]
  return `Synced ${source}: ${facts.filter((fact) => fact !== null).join(' · ')}`
}

/** What a finished sync did, in a line. */
export function syncedWords({ sources, failed }: SyncResult): string {
  const [only] = sources
  if (only && sources.length === 1 && failed.length === 0) return oneSource(only)
  const changed = sources.filter((source) => source.changed)
  const objects = sources.reduce((sum, { fetched }) => sum + fetched, 0)
  const bytes = sources.reduce((sum, { fetchedBytes }) => sum + fetchedBytes, 0)
  const what =
    sources.length === 0
      ? null
      : changed.length === 0
        ? `Synced ${plural(sources.length, 'source')}. Nothing new: same snapshots`
        : `Synced ${plural(sources.length, 'source')}: ${plural(changed.length, 'new snapshot')} · ${plural(objects, 'object')} read, ${formatBytes(bytes)}`
  const failures = failed.length > 0 ? `${plural(failed.length, 'source')} could not be synced` : null
  return [what, failures].filter((part) => part !== null).join(' · ') || 'There was nothing to sync.'
}

/** What a cancelled sync leaves: whatever was fetched stays and is used by the next one. */
export function cancelledWords(course: Course | null): string {
  const fetch = course?.phases.find(({ name }) => name === 'Fetch')?.progress
  if (!fetch || fetch.done === 0) return 'Cancelled. Nothing was changed; the next sync begins anew.'
  const count =
    fetch.total === null || fetch.unit === 'bytes'
      ? 'What was fetched is'
      : `${formatCount(fetch.done)} of ${formatCount(fetch.total)} objects are`
  return `Cancelled. ${count} kept and verified; the next sync goes on from there.`
}

/** Objects that were left out, each with its reason: `2 objects left out: a.json (still being written), …`. */
export function leftWords(left: SyncedSource['left']): string | null {
  const [first] = left
  if (!first) return null
  const more = left.length > 1 ? `, and ${formatCount(left.length - 1)} more` : ''
  return `${plural(left.length, 'object')} left out: ${first.path} (${first.reason})${more}`
}

/** Failures that say the same (a lake that is not there fails every source) are told once, with their count. */
export function sameErrors(failed: AppErrorData[]): { error: AppErrorData; count: number }[] {
  const groups = new Map<string, { error: AppErrorData; count: number }>()
  for (const error of failed) {
    const key = JSON.stringify([error.code, error.message, error.place])
    const group = groups.get(key)
    if (group) group.count += 1
    else groups.set(key, { error, count: 1 })
  }
  return [...groups.values()]
}
