import { readRef } from '../refs.ts'
import type { Repository } from '../repository.ts'
import type { LedgerQuery } from '../types.ts'
import { type LineHead, lineHead } from './lines.ts'
import { ledgerRef, readSegments, segmentLines } from './store.ts'

interface Indexed extends LineHead {
  line: string
}

/** Lines of a segment by its blob: segments never change, so each is read and parsed once a thread. */
const segments = new Map<string, Indexed[]>()

interface Index {
  commit: string | null
  /** Newest first. */
  newest: Indexed[]
}
const indexes = new Map<string, Index>()

const indexed = (line: string): Indexed => ({ line, ...lineHead(line) })

const newestFirst = (a: Indexed, b: Indexed): number =>
  a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : a.line < b.line ? -1 : 1

async function indexOf(repository: Repository): Promise<Index> {
  const commit = readRef(repository, ledgerRef)
  const known = indexes.get(repository.commondir)
  if (known?.commit === commit) return known
  const found = new Map<string, Indexed>()
  for (const { oid } of (await readSegments(repository, commit)).values()) {
    let lines = segments.get(oid)
    if (!lines) {
      lines = (await segmentLines(repository, oid)).map(indexed)
      segments.set(oid, lines)
    }
    for (const line of lines) found.set(line.line, line)
  }
  const index = { commit, newest: [...found.values()].sort(newestFirst) }
  indexes.set(repository.commondir, index)
  return index
}

/** Lines of the ledger and of `pending` that `query` asks for, newest first, each once. */
export async function findLines(
  repository: Repository,
  { evaluation, keys, limit = Number.POSITIVE_INFINITY }: LedgerQuery,
  pending: readonly string[] = [],
): Promise<string[]> {
  const { newest } = await indexOf(repository)
  const all = pending.length > 0 ? [...pending.map(indexed), ...newest].sort(newestFirst) : newest
  const found = new Set<string>()
  for (const { line, key, evaluation: of } of all) {
    if (found.size >= limit) break
    if (evaluation !== undefined && of !== evaluation) continue
    if (keys && !keys.some((wanted) => key.startsWith(wanted))) continue
    found.add(line)
  }
  return [...found]
}
