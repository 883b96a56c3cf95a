import git from 'isomorphic-git'
import { RefChanged, readRef, updateRef } from '../refs.ts'
import type { Repository } from '../repository.ts'
import { readBlob } from '../text.ts'
import { changeTree, type Leaf, listTree, treeOf } from '../trees.ts'
import { byMonth, segmentOf, splitLines, uniteLines } from './lines.ts'

/** Where the record of runs is kept: pushed and pulled with the code, never in the working tree. */
export const ledgerRef = 'refs/lakebench/runs'

/** A month with more segments than this is written as one. */
const maxSegments = 64

/** Segments by their path in the ledger's tree: `runs/2026-11/<sha256>.ndjson`. */
export type Segments = Map<string, Leaf>

export async function readSegments(repository: Repository, commit: string | null): Promise<Segments> {
  return commit ? listTree(repository, await treeOf(repository, commit), ['runs']) : new Map()
}

export async function segmentLines(repository: Repository, oid: string): Promise<string[]> {
  return splitLines(Buffer.from(await readBlob(repository, oid)).toString('utf8'))
}

const who = { name: 'Lakebench', email: 'ledger@lakebench.invalid', timezoneOffset: 0 }

/** Writes the commit of a ledger that holds `segments`. */
async function writeLedger(
  repository: Repository,
  segments: Segments,
  { parents, message, timestamp }: { parents: string[]; message: string; timestamp: number },
): Promise<string> {
  const tree = await changeTree(repository, null, segments)
  if (!tree) throw new Error('a ledger has at least one segment')
  const author = { ...who, timestamp }
  return git.writeCommit({
    ...repository.at,
    commit: { message, tree, parent: parents, author, committer: author },
  })
}

/** Unites the months that have too many segments. Whoever holds the same lines arrives at the same name. */
async function compact(repository: Repository, segments: Segments): Promise<Segments> {
  const months = new Map<string, string[]>()
  for (const path of segments.keys()) {
    const month = path.split('/')[1] ?? ''
    months.set(month, [...(months.get(month) ?? []), path])
  }
  const compacted: Segments = new Map(segments)
  for (const [month, paths] of months) {
    if (paths.length <= maxSegments) continue
    const sets: string[][] = []
    for (const path of paths) {
      const leaf = segments.get(path)
      if (leaf) sets.push(await segmentLines(repository, leaf.oid))
      compacted.delete(path)
    }
    await addSegment(repository, compacted, month, uniteLines(...sets))
  }
  return compacted
}

async function addSegment(
  repository: Repository,
  segments: Segments,
  month: string,
  lines: readonly string[],
): Promise<void> {
  const { name, text } = segmentOf(lines)
  const path = `runs/${month}/${name}`
  if (segments.has(path)) return
  const oid = await git.writeBlob({ ...repository.at, blob: Buffer.from(text, 'utf8') })
  segments.set(path, { oid, mode: '100644' })
}

/** Reads the ledger, lets `next` make a commit of it and puts that in its place, anew while others are faster. */
async function moveLedger(
  repository: Repository,
  next: (commit: string | null) => Promise<string | null>,
): Promise<string | null> {
  for (let attempt = 0; ; attempt++) {
    const was = readRef(repository, ledgerRef)
    const is = await next(was)
    if (is === was || is === null) return was
    try {
      await updateRef(repository, ledgerRef, is, was)
      return is
    } catch (thrown) {
      if (!(thrown instanceof RefChanged) || attempt === 50) throw thrown
    }
  }
}

/** Adds lines as one segment a month. Adding the same lines twice changes nothing that is read. */
export function appendLines(repository: Repository, lines: readonly string[]): Promise<string | null> {
  return moveLedger(repository, async (was) => {
    if (lines.length === 0) return was
    const segments = await readSegments(repository, was)
    const before = segments.size
    for (const [month, own] of byMonth(lines)) await addSegment(repository, segments, month, own)
    if (segments.size === before) return was
    const compacted = await compact(repository, segments)
    const { size } = new Set(lines)
    return writeLedger(repository, compacted, {
      parents: was ? [was] : [],
      message: `Record ${size} ${size === 1 ? 'run' : 'runs'}\n`,
      timestamp: Math.floor(Date.now() / 1000),
    })
  })
}

/**
 * Unites the ledger at commit `other` into ours. The uniting commit has no clock and no side: whichever of two
 * people unites first, both arrive at the same commit.
 */
export function uniteLedger(repository: Repository, other: string): Promise<string | null> {
  return moveLedger(repository, async (was) => {
    if (was === null || was === other) return other
    if (await descends(repository, was, other)) return was
    if (await descends(repository, other, was)) return other
    const segments: Segments = new Map([
      ...(await readSegments(repository, was)),
      ...(await readSegments(repository, other)),
    ])
    const parents = [was, other].sort()
    const times = await Promise.all(parents.map((oid) => git.readCommit({ ...repository.at, oid })))
    return writeLedger(repository, await compact(repository, segments), {
      parents,
      message: 'Unite two ledgers\n',
      timestamp: Math.max(...times.map(({ commit }) => commit.committer.timestamp)),
    })
  })
}

function descends({ at }: Repository, oid: string, ancestor: string): Promise<boolean> {
  return git.isDescendent({ ...at, oid, ancestor, depth: -1 })
}
