import { readRef } from '../refs.ts'
import { openRepository } from '../repository.ts'
import type { GitHandlers, LedgerPlace } from '../types.ts'
import { pendingLines, takeJournals, writeJournal } from './journal.ts'
import { findLines } from './query.ts'
import { appendLines, ledgerRef, uniteLedger } from './store.ts'

/** How long a finished run waits for others to share a segment with. */
const flushAfterMs = 1000

const timers = new Map<string, NodeJS.Timeout>()
/** Flushes of one folder run one after another. */
const flushing = new Map<string, Promise<unknown>>()

/** Puts what the journals hold into the ledger. The journals go away only once git has the lines. */
export function flush({ repo, journal }: LedgerPlace): Promise<string | null> {
  clearTimeout(timers.get(journal))
  timers.delete(journal)
  const flushed = (flushing.get(journal) ?? Promise.resolve())
    .catch(() => undefined)
    .then(async () => {
      const repository = openRepository(repo)
      const { lines, done } = takeJournals(journal)
      if (lines.length === 0) return readRef(repository, ledgerRef)
      const commit = await appendLines(repository, lines)
      done()
      return commit
    })
  flushing.set(journal, flushed)
  return flushed
}

/** See `GitHandlers.ledgerRecord`. */
export const ledgerRecord: GitHandlers['ledgerRecord'] = async ({ repo, journal, lines }) => {
  writeJournal(journal, lines)
  if (timers.has(journal)) return
  const timer = setTimeout(() => {
    // A flush that fails (another git at work, a full disk) is tried again with the next run; the journal keeps it.
    flush({ repo, journal }).catch(() => undefined)
  }, flushAfterMs)
  timer.unref()
  timers.set(journal, timer)
}

/** See `GitHandlers.ledgerFlush`. */
export const ledgerFlush: GitHandlers['ledgerFlush'] = async (place) => ({ commit: await flush(place) })

/** See `GitHandlers.ledgerLines`. Runs that could not be written into git yet are listed all the same. */
export const ledgerLines: GitHandlers['ledgerLines'] = async ({ repo, journal, ...query }) => {
  await flush({ repo, journal }).catch(() => undefined)
  return findLines(openRepository(repo), query, pendingLines(journal))
}

/** See `GitHandlers.mergeLedgers`. */
export const mergeLedgers: GitHandlers['mergeLedgers'] = async ({ repo, other }) => ({
  commit: await uniteLedger(openRepository(repo), other),
})
