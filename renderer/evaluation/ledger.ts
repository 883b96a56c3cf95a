import type { Run } from '#shared/contract/evaluation.ts'
import type { Cell } from '#shared/value.ts'

/** One line of the runs table: a run as an algorithm used it at one commit, however often. */
export interface LedgerRow {
  /** Unique in the table: run key, algorithm and commit. */
  id: string
  run: Run
  /** Ledger lines that name this key at this commit. */
  uses: number
  /** The newest of them, ISO instant. */
  lastUsed: string
}

/** Names a row, and the cell of the matrix that it stands for: one key may stand at several commits. */
export function rowId(run: Pick<Run, 'key' | 'algorithm' | 'commit'>): string {
  return `${run.key}:${run.algorithm}:${run.commit}`
}

/**
 * Folds ledger lines (newest first) to one row for each run key, algorithm and commit, newest first. The line that really
 * executed is kept before one that reused it, because it knows the true duration; metrics are those of the newest.
 */
export function foldLedger(runs: readonly Run[]): LedgerRow[] {
  const rows = new Map<string, LedgerRow>()
  for (const run of runs) {
    const id = rowId(run)
    const known = rows.get(id)
    if (!known) {
      rows.set(id, { id, run, uses: 1, lastUsed: run.startedAt })
      continue
    }
    known.uses += 1
    if (run.startedAt > known.lastUsed) known.lastUsed = run.startedAt
    if (known.run.cached && !run.cached && run.error === null)
      known.run = { ...run, metrics: known.run.metrics }
  }
  return [...rows.values()]
}

/** What the state column says. */
export function stateOf(run: Run): 'done' | 'failed' {
  return run.error === null ? 'done' : 'failed'
}

/** A parameter or other cell as one line of text; NULL stays the word. */
export function cellText(cell: Cell | undefined): string {
  if (cell === undefined) return ''
  if (cell === null) return 'NULL'
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

/** True when both agree on every name that both have: what only one of them reads makes no difference. */
export function agree(a: Readonly<Record<string, Cell>>, b: Readonly<Record<string, Cell>>): boolean {
  return Object.keys(a).every((name) => !(name in b) || cellText(a[name]) === cellText(b[name]))
}

/**
 * For each row the run it is judged against: the `pinned` one when the user chose it, else the baseline algorithm's
 * run at the same commit, on the same snapshots and with the same params. Rows without one are left out.
 */
export function baselines(
  rows: readonly LedgerRow[],
  algorithm: string | null,
  pinned: LedgerRow | undefined,
): Map<string, Run> {
  const found = new Map<string, Run>()
  if (pinned) {
    for (const row of rows) found.set(row.id, pinned.run)
    return found
  }
  const byCommit = new Map<string, Run[]>()
  for (const { run } of rows) {
    if (run.algorithm !== algorithm || run.error !== null) continue
    const list = byCommit.get(run.commit)
    if (list) list.push(run)
    else byCommit.set(run.commit, [run])
  }
  for (const { id, run } of rows) {
    const baseline = byCommit
      .get(run.commit)
      ?.find((other) => agree(run.snapshots, other.snapshots) && agree(run.params, other.params))
    if (baseline) found.set(id, baseline)
  }
  return found
}
