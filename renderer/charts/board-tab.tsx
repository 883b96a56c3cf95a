import { useQueries } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { type BoardChart, type BoardFile, parseBoard, writeBoard } from '#shared/format/board.ts'
import { type ChartFile, parseChart } from '#shared/format/chart.ts'
import { useFileDraft } from '../client/file-drafts.ts'
import { client, onChanged, typed } from '../client/index.ts'
import { filtersOf } from '../ui/chart/index.ts'
import { Ellipsis } from '../ui/icons.ts'
import { formatCount, Heading, IconButton, Menu, Provenance, StateView } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { AddChart } from './add-chart.tsx'
import { boardData, changeChart, moveChart, tilesOf } from './board-model.ts'
import { BoardTileView } from './board-tile.tsx'
import css from './charts.module.css'
import { ChooseRows } from './choose-rows.tsx'
import { useParsed } from './data.ts'
import { FileNotices } from './file-notices.tsx'
import { type Chip, FilterChips } from './filter-chips.tsx'
import { openAsText } from './open.ts'
import { ParamsBar } from './params-bar.tsx'
import { useRowsProvenance } from './provenance.ts'
import { RowsGrid } from './rows-grid.tsx'
import { dataKey } from './session.ts'
import { useFileTab } from './use-file-tab.ts'
import { useSession } from './use-session.ts'

/** The chart files that a board names, as far as they can be read. */
function useChartFiles(board: BoardFile | null): { files: Record<string, ChartFile>; read: boolean } {
  const paths = [...new Set((board?.charts ?? []).flatMap((one) => ('chart' in one ? [one.chart] : [])))]
  const answers = useQueries({
    queries: paths.map((path) => ({
      queryKey: ['charts', 'file', path],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        parseChart(path, (await typed(client.workspace.read({ path }, { signal }))).text),
      retry: false,
    })),
  })
  useEffect(
    () =>
      onChanged(() => {
        for (const { refetch } of answers) void refetch()
      }),
    [answers],
  )
  const found = answers.flatMap(({ data }, index): [string, ChartFile][] => {
    const path = paths[index]
    return data && path !== undefined ? [[path, data]] : []
  })
  const text = JSON.stringify(found)
  return {
    files: useMemo(() => Object.fromEntries(JSON.parse(text) as [string, ChartFile][]), [text]),
    read: answers.every(({ isPending }) => !isPending),
  }
}

/** A board: charts that filter each other, and the rows that are left. What is changed is saved at once. */
export default function BoardTab({ tab, active }: TabProps) {
  const path = tab.params.path ?? ''
  const { draft, state: file } = useFileDraft(path)
  useFileTab(tab.id, path, active)
  const { value: board, error: problem } = useParsed(
    path,
    file.state === 'ready' ? file.text : null,
    parseBoard,
  )
  const { files, read } = useChartFiles(board)
  const tiles = useMemo(() => (board && read ? tilesOf(board, files) : []), [board, files, read])
  const { session, state } = useSession(tab.id)
  const [again, setAgain] = useState(0)
  const data = useMemo(() => board && boardData(board), [board])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `again` asks once more for the same
  useEffect(() => {
    if (!board || !read) return
    const asked = tiles.flatMap((tile) => ('asked' in tile ? [tile.asked] : []))
    session.show(asked, board.filters, data ? [data] : [])
  }, [session, board, tiles, data, read, again])
  const loaded = Object.values(state.rows)
  const from = useRowsProvenance(loaded)
  if (file.state === 'loading') return <StateView state="loading" title={`Reading ${path}`} />
  if (file.state === 'failed') {
    return <StateView state="error" error={file.loadError} onRetry={() => void draft.load()} />
  }
  if (!board) {
    return (
      <div className={css.tab}>
        <Heading title={tab.title} />
        <FileNotices path={path} problem={problem} />
      </div>
    )
  }
  const save = (next: BoardFile) => draft.edit(writeBoard(next), { autosave: true })
  const remove = (index: number, chart: BoardChart | null) => {
    const was = draft.snapshot().text
    save(changeChart(board, index, chart))
    if (chart === null) {
      frame().toast({
        message: 'Took the chart off the board',
        undo: () => draft.edit(was, { autosave: true }),
      })
    }
  }
  const chips: Chip[] = [
    ...board.filters.map((filter, index) => ({
      filters: [filter],
      onRemove: () => save({ ...board, filters: board.filters.filter((_, place) => place !== index) }),
    })),
    ...Object.entries(state.selections).flatMap(([id, selection]): Chip[] => {
      const tile = state.tiles[id]
      if (tile?.state !== 'ready') return []
      return [{ filters: filtersOf(selection, tile.plan.axes), onRemove: () => session.select(id, null) }]
    }),
  ]
  const filters = chips.flatMap((chip) => chip.filters)
  const first = tiles.find((tile) => 'asked' in tile)
  const shown = data ?? (first && 'asked' in first ? first.asked.data : null)
  const rows = shown ? state.rows[dataKey(shown)] : undefined
  const failed = shown ? state.failed[dataKey(shown)] : undefined
  const retry = () => {
    session.cancel()
    setAgain((count) => count + 1)
  }
  return (
    <div className={css.tab} data-board="">
      <Heading
        title={board.title ?? tab.title}
        chips={<span className={css.quiet}>{board.source ?? board.query}</span>}
        actions={
          <>
            <AddChart
              board={board}
              rows={rows}
              onAdd={(chart) => save({ ...board, charts: [...board.charts, chart] })}
            />
            <Menu
              label="More"
              placement="bottom end"
              items={[
                {
                  id: 'rows',
                  label: 'Show rows',
                  checked: board.rows,
                  run: () => save({ ...board, rows: !board.rows }),
                },
                {
                  id: 'keep',
                  label: 'Keep these filters in the board',
                  run: () => {
                    save({ ...board, filters })
                    session.clear()
                  },
                  ...(chips.length === board.filters.length && { disabledReason: 'No chart is marked' }),
                },
                { id: 'text', label: 'Edit as text', run: () => openAsText(path) },
              ]}
            >
              <IconButton icon={Ellipsis} label="More" />
            </Menu>
          </>
        }
      />
      <FileNotices path={path} problem={problem} />
      <ParamsBar
        specs={Object.assign({}, ...loaded.map(({ specs }) => specs))}
        values={board.params}
        onChange={(params) => save({ ...board, params })}
      />
      {tiles.length > 0 && (
        <FilterChips
          chips={chips}
          columns={rows?.columns ?? []}
          onClear={() => {
            session.clear()
            if (board.filters.length > 0) save({ ...board, filters: [] })
          }}
        />
      )}
      <div className={css.scroll}>
        {!shown ? (
          <ChooseRows onChoose={(choice) => save({ ...board, ...choice })} />
        ) : tiles.length === 0 && read ? (
          failed ? (
            <StateView state="error" error={failed} onRetry={retry} />
          ) : (
            <StateView state="empty" title="No chart yet. Add chart draws a column of the rows." />
          )
        ) : (
          <div className={css.grid}>
            {tiles.map((tile, index) => (
              <BoardTileView
                key={'asked' in tile ? tile.asked.id : `missing ${index}`}
                tile={tile}
                session={session}
                state={state}
                from={from}
                onRetry={retry}
                onText={() => openAsText(path)}
                moves={{
                  first: index === 0,
                  last: index === tiles.length - 1,
                  move: (by) => save(moveChart(board, index, index + by)),
                  change: (chart) => remove(index, chart),
                }}
              />
            ))}
          </div>
        )}
        {board.rows && rows && <RowsGrid rows={rows} filters={filters} />}
      </div>
      <Provenance {...from}>{rows && `${formatCount(rows.handle.rows)} rows`}</Provenance>
    </div>
  )
}
