import type { UseQueryResult } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, useRef } from 'react'
import type { EvaluationInfo, Run } from '#shared/contract/evaluation.ts'
import { Button, plural, StateView } from '../ui/index.ts'
import { frame } from '../ui/workbench.ts'
import { runColumns, shownColumns, varyingColumns } from './columns.ts'
import css from './evaluation.module.css'
import { exportRuns } from './export.ts'
import { parseFilter, sortRows } from './filter.ts'
import { openComparison } from './find.ts'
import { groupRows } from './group.ts'
import { baselines, foldLedger, type LedgerRow } from './ledger.ts'
import { verifyRun } from './live.ts'
import { RunPane } from './run-pane.tsx'
import { RunsBar } from './runs-bar.tsx'
import { RunsGrid } from './runs-grid.tsx'
import { type TableChoice, updateScreen, useScreen } from './store.ts'

/** Every run of the ledger: filtered, sorted, grouped, compared and verified. */
export function RunsView({
  info,
  runs,
  active,
  onRun,
  waiting,
}: {
  info: EvaluationInfo
  runs: UseQueryResult<Run[]>
  active: boolean
  onRun: () => void
  waiting: number
}) {
  const { name, metrics, baseline } = info
  const { table, selected, opened, collapsed } = useScreen(name)
  const grid = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => foldLedger(runs.data ?? []), [runs.data])
  const pinnedBaseline = rows.find((row) => row.id === table.baseline)
  const against = useMemo(() => baselines(rows, baseline, pinnedBaseline), [rows, baseline, pinnedBaseline])
  const columns = useMemo(() => runColumns(rows, metrics, against), [rows, metrics, against])
  const filterText = useDeferredValue(table.filter)
  const filter = useMemo(() => parseFilter(filterText, columns), [filterText, columns])
  const onTop = useMemo(() => {
    const pinned = new Set(table.pinned)
    return (row: LedgerRow) => (row.id === table.baseline ? 0 : pinned.has(row.id) ? 1 : 2)
  }, [table.pinned, table.baseline])
  const found = useMemo(
    () => sortRows(rows.filter(filter.test), columns, table.sort, onTop),
    [rows, filter, columns, table.sort, onTop],
  )
  // What varies is asked of all runs, so that typing a filter never changes the columns.
  const varying = useMemo(() => varyingColumns(columns, rows), [columns, rows])
  const shown = useMemo(() => shownColumns(columns, varying, table), [columns, varying, table])
  const items = useMemo(
    () => groupRows(found, table.group, columns, new Set(collapsed), (row) => onTop(row) < 2),
    [found, table.group, columns, collapsed, onTop],
  )
  useEffect(() => {
    if (active) grid.current?.focus({ preventScroll: true })
  }, [active])

  if (runs.isPending) return <StateView state="loading" title={`Reading the ledger of ${name}`} />
  if (runs.isError) return <StateView state="error" error={runs.error} onRetry={() => void runs.refetch()} />
  if (rows.length === 0)
    return (
      <StateView
        state="empty"
        title={`No run yet. ${waiting} cells are planned`}
        actions={info.problem ? undefined : <Button onPress={onRun}>{`Run ${waiting}`}</Button>}
      />
    )

  const change = (next: Partial<TableChoice>) => updateScreen(name, { table: { ...table, ...next } })
  const byId = new Map(rows.map((row) => [row.id, row]))
  const chosen = selected.flatMap((id) => byId.get(id) ?? [])
  const row = opened === null ? undefined : byId.get(opened)
  const compare = (under: LedgerRow | undefined) => {
    const picked = chosen.length > 0 ? chosen : under ? [under] : []
    const base = pinnedBaseline ?? against.get(picked[0]?.id ?? '')
    const first = base && ('run' in base ? base.run : base)
    const [start, ...others] = [
      ...new Set([...(first ? [first.key] : []), ...picked.map(({ run }) => run.key)]),
    ]
    if (start === undefined || others.length === 0)
      frame().toast({ message: 'Select two runs with Space, then compare them with C.' })
    else openComparison(start, others)
  }
  const verify = (under: LedgerRow | undefined) => {
    const picked = chosen.length > 0 ? chosen : under ? [under] : []
    for (const key of new Set(picked.map(({ run }) => run.key))) void verifyRun(key)
    const [first] = picked
    if (first) updateScreen(name, { opened: first.id })
  }
  const toggleIn = (list: readonly string[], id: string) =>
    list.includes(id) ? list.filter((one) => one !== id) : [...list, id]
  const nothing = (chosen.length === 0 && row === undefined) || undefined
  const hiddenCount = columns.length - shown.length - table.hidden.length
  return (
    <div className={css.runs}>
      <RunsBar
        table={table}
        columns={columns}
        varying={varying}
        problem={filter.problem}
        hidden={Math.max(0, hiddenCount)}
        onChange={change}
      />
      <div className={css.runsBody}>
        <RunsGrid
          ref={grid}
          label={`Runs of ${name}`}
          columns={shown}
          items={items}
          total={rows.length}
          selected={selected}
          opened={opened}
          against={against}
          baseline={table.baseline}
          pinned={table.pinned}
          sort={table.sort}
          onSort={(sort) => change({ sort })}
          onToggle={(id) => updateScreen(name, { selected: toggleIn(selected, id) })}
          onOpen={(id) => updateScreen(name, { opened: id })}
          onFold={(id) => updateScreen(name, { collapsed: toggleIn(collapsed, id) })}
          onKey={(key, under) => {
            if (key === 'c') compare(under)
            else if (key === 'v') verify(under)
            else if (key === 'd') change({ varyingOnly: !table.varyingOnly })
            else if (key === 'b' && under) change({ baseline: table.baseline === under.id ? null : under.id })
            else if (key === 'p' && under) change({ pinned: toggleIn(table.pinned, under.id) })
            else if (key === 'Escape') updateScreen(name, { selected: [], opened: null })
          }}
        />
        {row && (
          <RunPane
            key={row.id}
            row={row}
            against={against.get(row.id)}
            metrics={metrics}
            isBaseline={table.baseline === row.id}
            isPinned={table.pinned.includes(row.id)}
            onBaseline={() => change({ baseline: table.baseline === row.id ? null : row.id })}
            onPin={() => change({ pinned: toggleIn(table.pinned, row.id) })}
            onCompare={() => {
              const base = against.get(row.id)
              if (base && base.key !== row.run.key) openComparison(base.key, [row.run.key])
              else frame().toast({ message: 'This run has no other baseline. Select two runs with Space.' })
            }}
            onClose={() => {
              updateScreen(name, { opened: null })
              grid.current?.focus()
            }}
          />
        )}
      </div>
      <div className={css.runsFoot}>
        <span role="status">
          {[
            plural(rows.length, 'run'),
            found.length < rows.length && `${found.length.toLocaleString('en-US')} shown`,
            selected.length > 0 && `${selected.length} selected`,
          ]
            .filter(Boolean)
            .join(', ')}
        </span>
        <span className={css.spring} />
        <Button
          kind="quiet"
          keys="C"
          disabledReason={nothing && 'Open a run, or select two with Space'}
          onPress={() => compare(row)}
        >
          Compare
        </Button>
        <Button
          kind="quiet"
          keys="V"
          hint="Run again and compare the bits"
          disabledReason={nothing && 'Open or select a run first'}
          onPress={() => verify(row)}
        >
          Verify
        </Button>
        <Button
          kind="quiet"
          onPress={() => exportRuns(name, found, columns)}
          hint="All columns of the shown runs, as CSV"
        >
          Export
        </Button>
      </div>
    </div>
  )
}
