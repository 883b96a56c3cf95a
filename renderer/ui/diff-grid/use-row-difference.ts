import type { ComparedSides, RowDifference } from '#shared/contract/difference.ts'
import type { Work } from '#shared/progress.ts'
import type { Tolerance } from '#shared/sql/index.ts'
import type { DiffResult } from './diff-source.ts'
import { type Compared, useCompared } from './use-compared.ts'

interface Held extends DiffResult {
  derive(spec: { where: string | null; orderBy: [] }, signal?: AbortSignal): Promise<Held>
  close(): Promise<void>
}

/** Two results that can be compared by rows. */
export interface ComparedRows {
  sides: ComparedSides
  rows(
    how: { key: string[]; tolerance: Tolerance },
    work: Work,
  ): Promise<{ facts: RowDifference; handle: Held }>
}

const exact: Tolerance = { kind: 'exact' }

/** The rows that differ by a key, and their counts: compared once, however many look. Null waits. */
export function useRowDifference(
  comparison: ComparedRows | null,
  key: string[],
  tolerance: Tolerance = exact,
): Compared<Awaited<ReturnType<ComparedRows['rows']>>> {
  const ends = comparison && [comparison.sides.before.result.handle, comparison.sides.after.result.handle]
  return useCompared(
    ['rows', ends, key, tolerance],
    comparison && ((work) => comparison.rows({ key, tolerance }, work)),
    ({ handle }) => void handle.close(),
  )
}
