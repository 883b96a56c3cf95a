import { diffManifests, type ManifestChange, type ManifestEntry } from '#shared/format/manifest.ts'
import { inStore } from './fetch.ts'
import { manifestEntries } from './manifest-file.ts'

/** What differs between two stored snapshots: counts, bytes of what is new or changed, and the first `limit`. */
export async function diffStored({
  home,
  from,
  to,
  limit,
}: {
  home: string
  from: string
  to: string
  limit: number
}): Promise<{ added: number; changed: number; gone: number; bytes: number; first: ManifestChange[] }> {
  const counts = { added: 0, changed: 0, gone: 0 }
  let bytes = 0
  const first: ManifestChange[] = []
  for await (const change of diffManifests(manifestEntries(home, from), manifestEntries(home, to))) {
    counts[change.change]++
    bytes += change.to?.size ?? 0
    if (first.length < limit) first.push(change)
  }
  return { ...counts, bytes, first }
}

/** A page of a snapshot's objects, in path order, each with whether its bytes are on this computer. */
export async function pageOf({
  home,
  snapshot,
  from,
  count,
}: {
  home: string
  snapshot: string
  from: number
  count: number
}): Promise<{ total: number; entries: (ManifestEntry & { inStore: boolean })[] }> {
  let total = 0
  const entries: (ManifestEntry & { inStore: boolean })[] = []
  for await (const entry of manifestEntries(home, snapshot)) {
    if (total >= from && entries.length < count) {
      entries.push({ ...entry, inStore: inStore(home, entry.sha256, entry.size) })
    }
    total++
  }
  return { total, entries }
}
