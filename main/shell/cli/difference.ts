import type { ColumnShift, RowDifference } from '#shared/contract/difference.ts'
import type { SnapshotDiff } from '#shared/contract/lake.ts'
import type { Progress } from '#shared/progress.ts'
import { formatCount } from '#shared/quantity.ts'
import { snapshotRowsSql } from '#shared/sql/index.ts'
import type { Cell, Page } from '#shared/value.ts'
import { type Client, follow } from './connect.ts'
import { cellText, table, visible } from './print.ts'

interface Work {
  client: Client
  signal: AbortSignal
  onProgress: (progress: Progress) => void
}

/** The rows that differ, as `--json` writes them. */
interface ListedRows extends Omit<RowDifference, 'result'> {
  /** The first of them; `before` and `after` hold the columns beside the key, by name. */
  first: {
    change: string
    times: number
    key: Record<string, Cell>
    before: Record<string, Cell> | null
    after: Record<string, Cell> | null
    /** Columns that differ, of a changed row. */
    differ: string[]
  }[]
}

/** Two snapshots side by side in the engine; their results are freed when `use` is done. */
async function withSides<Result>(
  { client, signal, onProgress }: Work,
  { source, from, to }: SnapshotDiff,
  objects: string[] | null,
  use: (sides: { before: string; after: string; columns: string[]; key: string[] }) => Promise<Result>,
): Promise<Result> {
  const side = (snapshot: string) => ({ sql: snapshotRowsSql(source, objects), at: { [source]: snapshot } })
  const asked = client.difference.sides({ before: side(from), after: side(to) }, { signal })
  const sides = await follow(asked, onProgress)
  const [before, after] = [sides.before.result.handle, sides.after.result.handle]
  const columns = sides.shared.map(({ name }) => name)
  const key = sides.keys.find(({ why }) => why === 'contract')?.columns ?? []
  try {
    return await use({ before, after, columns, key })
  } finally {
    for (const handle of [before, after]) await client.engine.close({ handle })
  }
}

/** Compares the rows of two snapshots by the contract's key; without one as whole values. */
export function diffRows(work: Work, diff: SnapshotDiff, limit: number): Promise<ListedRows> {
  const { client, signal, onProgress } = work
  const named = diff.objects.length === diff.added + diff.changed + diff.gone
  const paths = named ? diff.objects.map(({ path }) => path) : null
  return withSides(work, diff, paths, async ({ before, after, key }) => {
    const asked = client.difference.rows({ before, after, key }, { signal })
    const { result, ...facts } = await follow(asked, onProgress)
    const page =
      limit === 0
        ? { from: 0, columns: [] }
        : await client.engine.page({ handle: result.handle, from: 0, count: limit })
    await client.engine.close({ handle: result.handle })
    // Only objects that differ were read; the rows of all others are equal.
    const { rows } = await client.lake.diff({ from: diff.from, to: diff.to })
    const whole = rows && {
      rows: { before: rows.from, after: rows.to },
      equal: rows.to - facts.added - facts.changed,
    }
    return { ...facts, ...whole, first: listed(facts, page) }
  })
}

function listed({ key, columns }: Omit<RowDifference, 'result'>, page: Page): ListedRows['first'] {
  const count = page.columns[0]?.length ?? 0
  return Array.from({ length: count }, (_, row) => {
    const cell = (at: number): Cell => page.columns[at]?.[row] ?? null
    const change = String(cell(0))
    const marks = String(cell(2) ?? '')
    const side = (offset: number) =>
      Object.fromEntries(columns.map(({ name }, index) => [name, cell(3 + key.length + 2 * index + offset)]))
    return {
      change,
      times: Number(cell(1)),
      key: Object.fromEntries(key.map((name, index) => [name, cell(3 + index)])),
      before: change === 'added' ? null : side(0),
      after: change === 'gone' ? null : side(1),
      differ: columns.filter((_, index) => marks[index] === '1').map(({ name }) => name),
    }
  })
}

/** How each column of two snapshots is spread, most shifted first. */
export async function diffColumns(work: Work, diff: SnapshotDiff): Promise<ColumnShift[]> {
  const { client, signal, onProgress } = work
  const shifts = await withSides(work, diff, null, ({ before, after, columns }) =>
    follow(client.difference.columns({ before, after, names: columns }, { signal }), onProgress),
  )
  return shifts.sort((a, b) => b.shift - a.shift)
}

const marks: Record<string, string> = { added: '+', changed: '~', gone: '-' }

/** A difference of rows for people. */
export function rowLines({ key, added, changed, gone, equal, repeated, first }: ListedRows): string[] {
  const by =
    key.length > 0 ? `by key ${key.join(', ')}` : 'compared as whole values: the contract names no key'
  const again = repeated.before + repeated.after
  const cells = (row: Record<string, Cell> | null) =>
    Object.entries(row ?? {}).map(([name, value]) => `${name} ${cellText(value)}`)
  return [
    `Rows +${formatCount(added)} ~${formatCount(changed)} -${formatCount(gone)}, ${formatCount(equal)} equal, ${by}`,
    ...(again > 0
      ? [`${formatCount(again)} rows share their key with another and were compared as whole values`]
      : []),
    ...first.map(({ change, times, key: names, before, after, differ }) => {
      const values =
        change === 'changed'
          ? differ.map(
              (name) => `${name} ${cellText(before?.[name] ?? null)} -> ${cellText(after?.[name] ?? null)}`,
            )
          : cells(after ?? before)
      const more = times > 1 ? ` (${formatCount(times)} times)` : ''
      return visible(`${marks[change]} ${[...cells(names), ...values].join(', ')}${more}`)
    }),
  ]
}

const short = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(Number(value.toPrecision(6)))

/** Shifts of columns as a table for people. */
export function columnLines(shifts: readonly ColumnShift[]): string {
  const share = (part: number, whole: number) => (whole === 0 ? '' : `${((100 * part) / whole).toFixed(1)} %`)
  return table(
    [
      { title: 'column' },
      { title: 'shift', right: true },
      { title: 'measure' },
      { title: 'mean', right: true },
      { title: 'NULL', right: true },
      { title: 'distinct', right: true },
    ],
    shifts.map(({ name, shift, measure, mean, nulls, rows, distinct }) => [
      name,
      shift.toFixed(3),
      measure,
      mean ? `${short(mean.before)} -> ${short(mean.after)}` : '',
      `${share(nulls.before, rows.before)} -> ${share(nulls.after, rows.after)}`,
      `${formatCount(distinct.before)} -> ${formatCount(distinct.after)}`,
    ]),
  )
}
