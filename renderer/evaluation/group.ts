import type { RunColumn } from './columns.ts'
import { snapshotText } from './columns.ts'
import { cellText, type LedgerRow, stateOf } from './ledger.ts'

export type GroupBy = 'none' | 'algorithm' | 'version' | 'snapshot' | 'params' | 'state'

/** What of a group stands in a metric's column. */
export interface GroupFigure {
  median: number
  min: number
  max: number
}

/** One line of the table: the head of a group, or a run. */
export type TableItem =
  | {
      kind: 'group'
      id: string
      title: string
      count: number
      collapsed: boolean
      /** By column id; only columns of numbers. */
      figures: ReadonlyMap<string, GroupFigure>
      /** Any row of it: what all of them share is read from it. */
      sample: LedgerRow
    }
  | { kind: 'row'; id: string; row: LedgerRow }

/** What rows of one group have in common, as a key and a title. */
export function groupTitle(by: GroupBy, { run }: LedgerRow): string {
  switch (by) {
    case 'algorithm':
      return run.algorithm
    case 'version':
      return `${run.ref} ${run.commit.slice(0, 7)}`
    case 'snapshot':
      return snapshotText(run).replaceAll(/\b([0-9a-f]{7})[0-9a-f]{57}\b/g, '$1') || 'no snapshot'
    case 'params':
      return (
        Object.entries(run.params)
          .map(([name, value]) => `${name} = ${cellText(value)}`)
          .join(', ') || 'no params'
      )
    case 'state':
      return stateOf(run)
    case 'none':
      return ''
  }
}

/**
 * Rows under their groups, groups in the order of their first row; rows of `onTop` stand before all groups. A
 * collapsed group is its head alone.
 */
export function groupRows(
  rows: readonly LedgerRow[],
  by: GroupBy,
  columns: readonly RunColumn[],
  collapsed: ReadonlySet<string>,
  onTop: (row: LedgerRow) => boolean,
): TableItem[] {
  const line = (row: LedgerRow): TableItem => ({ kind: 'row', id: row.id, row })
  if (by === 'none') return rows.map(line)
  const groups = new Map<string, [LedgerRow, ...LedgerRow[]]>()
  const top: LedgerRow[] = []
  for (const row of rows) {
    if (onTop(row)) {
      top.push(row)
      continue
    }
    const title = groupTitle(by, row)
    const group = groups.get(title)
    if (group) group.push(row)
    else groups.set(title, [row])
  }
  const numbers = columns.filter(({ kind }) => kind === 'metric' || kind === 'number' || kind === 'duration')
  return [
    ...top.map(line),
    ...[...groups].flatMap(([title, group]): TableItem[] => {
      const id = `group:${title}`
      const closed = collapsed.has(id)
      const figures = new Map(
        numbers.flatMap((column) => {
          const figure = figureOf(group.map((row) => column.value(row)))
          return figure ? [[column.id, figure] as const] : []
        }),
      )
      const head: TableItem = {
        kind: 'group',
        id,
        title,
        count: group.length,
        collapsed: closed,
        figures,
        sample: group[0],
      }
      return closed ? [head] : [head, ...group.map(line)]
    }),
  ]
}

/** Median and range of the numbers among the values; null when there is none. */
export function figureOf(values: readonly (string | number | null)[]): GroupFigure | null {
  const numbers = values.filter((value): value is number => typeof value === 'number' && !Number.isNaN(value))
  numbers.sort((a, b) => a - b)
  const half = numbers.length >> 1
  const upper = numbers[half]
  const [min] = numbers
  const max = numbers.at(-1)
  if (upper === undefined || min === undefined || max === undefined) return null
  const median = numbers.length % 2 === 1 ? upper : ((numbers[half - 1] ?? upper) + upper) / 2
  return { median, min, max }
}
