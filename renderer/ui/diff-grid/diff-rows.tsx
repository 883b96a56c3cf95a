import { type ReactNode, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import type { RowDifference } from '#shared/contract/difference.ts'
import { differenceWhere } from '#shared/sql/index.ts'
import { Button } from '../button.tsx'
import { type CellContext, DataGrid, type DataGridHandle, type MarkCell } from '../data-grid/index.ts'
import { formatCount } from '../format.ts'
import { StateView } from '../state-view.tsx'
import { deltaText } from './delta-text.ts'
import { DiffBar } from './diff-bar.tsx'
import { ChangedCell, ChangeMark } from './diff-cell.tsx'
import css from './diff-grid.module.css'
import {
  afterAt,
  beforeAt,
  changeOf,
  type DiffResult,
  diffLayout,
  diffSource,
  nextChange,
  valueAt,
} from './diff-source.ts'
import { useCompared } from './use-compared.ts'
import { type ComparedRows, useRowDifference } from './use-row-difference.ts'
import { provideSteps, setDiffView, useDiffView } from './view.ts'

/**
 * The rows that differ between two results: added, changed with the old value struck over the new, gone. `id` keeps
 * the view of it, `name` what is compared.
 */
export function DiffRows({
  id,
  name,
  comparison,
  firstKey,
  keyless,
  counted = (facts) => facts,
  unitOf = noUnit,
}: {
  id: string
  name: string
  comparison: ComparedRows
  /** The key to begin with; the first proposal when left out. */
  firstKey?: string[] | undefined
  /** What is said where rows have no key. */
  keyless?: ReactNode
  /** Puts right the counts of rows that were left out because they are equal. */
  counted?: ((facts: RowDifference) => RowDifference) | undefined
  unitOf?: ((column: string) => string | undefined) | undefined
}) {
  const view = useDiffView(id)
  const { sides } = comparison
  const key = view.key ?? firstKey ?? sides.keys[0]?.columns ?? []
  const { tolerance } = view
  const ends = [sides.before.result.handle, sides.after.result.handle]
  const found = useRowDifference(comparison, key, tolerance)
  const facts = found.data && counted(found.data.facts)
  // Where no row changed, none can be chosen by a column in which it did.
  const value = facts && facts.changed > 0 ? facts.columns.findIndex((one) => one.name === view.column) : -1
  const where = differenceWhere(view.kind === 'any' ? null : view.kind, value < 0 ? null : value)
  const held = found.data?.handle
  const filtered = useCompared(
    ['shown', ...ends, key, tolerance, where],
    held && where !== null ? ({ signal }) => held.derive({ where, orderBy: [] }, signal) : null,
    (handle) => void handle.close(),
  )
  const shown = where === null ? held : filtered.data
  return (
    <div className={css.box}>
      {key.length === 0 && keyless}
      <DiffBar id={id} sides={sides} chosen={key} facts={facts} />
      {found.error || filtered.error ? (
        <StateView state="error" error={found.error ?? filtered.error} onRetry={found.again} />
      ) : found.stopped ? (
        <StateView
          state="empty"
          title="Stopped before all rows were compared."
          actions={<Button onPress={found.again}>Compare again</Button>}
        />
      ) : !facts || !shown ? (
        <StateView
          key={JSON.stringify([key, tolerance, where])}
          state="loading"
          title={`Comparing ${formatCount(sides.before.result.rows)} with ${formatCount(sides.after.result.rows)} rows of ${name}`}
          progress={found.progress}
          onCancel={found.cancel}
        />
      ) : facts.added + facts.changed + facts.gone === 0 ? (
        <StateView
          state="empty"
          title={`No row differs${tolerance.kind === 'exact' ? '' : ' by more than the tolerance'}: ${formatCount(facts.equal)} rows are equal.`}
        />
      ) : shown.rows === 0 ? (
        <StateView
          state="empty"
          title="No row differs in this way."
          actions={
            <Button onPress={() => setDiffView(id, { kind: 'any', column: null })}>Show all changes</Button>
          }
        />
      ) : (
        <Rows id={id} name={name} facts={facts} result={shown} unitOf={unitOf} />
      )}
    </div>
  )
}

const noUnit = () => undefined

function Rows({
  id,
  name,
  facts,
  result,
  unitOf,
}: {
  id: string
  name: string
  facts: RowDifference
  result: DiffResult
  unitOf: (column: string) => string | undefined
}) {
  const { onlyChanged } = useDiffView(id)
  const grid = useRef<DataGridHandle>(null)
  const [active, setActive] = useState<CellContext | null>(null)
  const source = useMemo(() => diffSource(facts, result, unitOf), [facts, result, unitOf])
  const first = useMemo(() => diffLayout(facts, source, { onlyChanged }), [facts, source, onlyChanged])
  const [layout, setLayout] = useState({ first, now: first })
  const now = layout.first === first ? layout.now : { ...first, widths: layout.now.widths }
  const mark = useCallback<MarkCell>(
    (_, index, cell) => {
      const { change, times, marks } = changeOf(cell)
      if (change !== 'added' && change !== 'gone' && change !== 'changed') return null
      if (index === 0) {
        return { tone: change, content: <ChangeMark change={change} times={times} /> }
      }
      const value = valueAt(facts, index)
      const column = value === null ? undefined : facts.columns[value]
      if (change !== 'changed') return { tone: change }
      if (value === null || !column || marks[value] !== '1') return null
      const [before, after] = [cell(beforeAt(facts, value)), cell(afterAt(facts, value))]
      return { tone: 'changed', content: <ChangedCell column={column} before={before} after={after} /> }
    },
    [facts],
  )
  const go = async (step: 1 | -1) => {
    const from = active && { row: active.row, index: active.index }
    const next = await nextChange(facts, source, from, step)
    const column = next ? source.columns[next.index]?.name : undefined
    if (next && column !== undefined) grid.current?.goTo({ row: next.row, column })
  }
  const goNow = useEffectEvent((step: 1 | -1) => void go(step))
  useEffect(() => provideSteps(id, (step) => goNow(step)), [id])
  return (
    <>
      <div className={css.host}>
        <DataGrid
          key={JSON.stringify(source.columns)}
          ref={grid}
          source={source}
          label={`Rows of ${name} that differ, ${formatCount(source.rows)}`}
          layout={now}
          onLayout={(next) => setLayout({ first, now: next })}
          mark={mark}
          rowHeight={facts.changed > 0 ? 40 : 24}
          onActive={setActive}
        />
      </div>
      <div className={css.foot} role="status">
        <Active facts={facts} active={active} source={source} />
      </div>
    </>
  )
}

/** The cell under the keyboard in words, whole. */
function Active({
  facts,
  active,
  source,
}: {
  facts: RowDifference
  active: CellContext | null
  source: ReturnType<typeof diffSource>
}) {
  const value = active ? valueAt(facts, active.index) : null
  const changes = useCompared(
    ['cell', facts.result.handle, source.rows, active?.row, active?.index],
    active && value !== null ? () => source.page(active.row, 1) : null,
  )
  if (!active || value === null || !changes.data) return <>{`${formatCount(source.rows)} rows`}</>
  const cell = (index: number) => changes.data?.columns[index]?.[0]
  const { change, marks } = changeOf(cell)
  const [before, after] = [cell(beforeAt(facts, value)) ?? null, cell(afterAt(facts, value)) ?? null]
  const words = (of: typeof before) =>
    of === null ? 'NULL' : typeof of === 'object' ? JSON.stringify(of) : String(of)
  const column = facts.columns[value]?.name
  if (change !== 'changed' || marks[value] !== '1') return `${column}: ${words(after)}`
  const delta = deltaText(before, after)
  return `${column}: ${words(before)} → ${words(after)}${delta === null ? '' : `, ${delta}`}`
}
