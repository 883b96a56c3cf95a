import { useQueries } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type BoardFile, parseBoard, writeBoard } from '#shared/format/board.ts'
import { type ChartFile, parseChart } from '#shared/format/chart.ts'
import { type FileDraft, useFileDraft } from '../client/file-drafts.ts'
import { client, onChanged, typed } from '../client/index.ts'
import { Ellipsis } from '../ui/icons.ts'
import { formatCount, Heading, IconButton, Menu, Provenance, StateView } from '../ui/index.ts'
import { frame, type TabProps } from '../ui/workbench.ts'
import { AddChart } from './add-chart.tsx'
import { BoardFilters, BoardRows, boardFilters } from './board-filters.tsx'
import { boardData, changeChart, moveChart, tilesOf } from './board-model.ts'
import { BoardTileView, type Moves } from './board-tile.tsx'
import css from './charts.module.css'
import { ChooseRows } from './choose-rows.tsx'
import { useParsed } from './data.ts'
import { FileNotices } from './file-notices.tsx'
import { openAsText } from './open.ts'
import { ParamsBar } from './params-bar.tsx'
import { useRowsProvenance } from './provenance.ts'
import { dataKey } from './session.ts'
import { useFileTab } from './use-file-tab.ts'
import { useSession, useSessionPart } from './use-session.ts'

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

/** What can be done with one chart of a board's file. */
function movesOf(draft: FileDraft, board: BoardFile, index: number, count: number): Moves {
  const save = (next: BoardFile) => draft.edit(writeBoard(next), { autosave: true })
  return {
    first: index === 0,
    last: index === count - 1,
    move: (by) => save(moveChart(board, index, index + by)),
    change: (chart) => {
      const was = draft.snapshot().text
      save(changeChart(board, index, chart))
      if (chart !== null) return
      frame().toast({
        message: 'Took the chart off the board',
        undo: () => draft.edit(was, { autosave: true }),
      })
    },
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
  const session = useSession(tab.id)
  const loaded = useSessionPart(session, ({ rows }) => rows)
  const failures = useSessionPart(session, ({ failed }) => failed)
  const marked = useSessionPart(session, ({ selections }) => Object.keys(selections).length > 0)
  const [again, setAgain] = useState(0)
  const data = useMemo(() => board && boardData(board), [board])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `again` asks once more for the same
  useEffect(() => {
    if (!board || !read) return
    const asked = tiles.flatMap((tile) => ('asked' in tile ? [tile.asked] : []))
    session.show(asked, board.filters, data ? [data] : [])
  }, [session, board, tiles, data, read, again])
  const from = useRowsProvenance(useMemo(() => Object.values(loaded), [loaded]))
  const save = useCallback((next: BoardFile) => draft.edit(writeBoard(next), { autosave: true }), [draft])
  const moves = useMemo(
    () => tiles.map((_, index) => (board ? movesOf(draft, board, index, tiles.length) : null)),
    [draft, board, tiles],
  )
  const retry = useCallback(() => {
    session.cancel()
    setAgain((count) => count + 1)
  }, [session])
  const asText = useCallback(() => openAsText(path), [path])
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
  const first = tiles.find((tile) => 'asked' in tile)
  const shown = data ?? (first && 'asked' in first ? first.asked.data : null)
  const rows = shown ? loaded[dataKey(shown)] : undefined
  const failed = shown ? failures[dataKey(shown)] : undefined
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
                    save({ ...board, filters: boardFilters(board, session.snapshot()) })
                    session.clear()
                  },
                  ...(!marked && { disabledReason: 'No chart is marked' }),
                },
                { id: 'text', label: 'Edit as text', run: asText },
              ]}
            >
              <IconButton icon={Ellipsis} label="More" />
            </Menu>
          </>
        }
      />
      <FileNotices path={path} problem={problem} />
      <ParamsBar
        specs={Object.assign({}, ...Object.values(loaded).map(({ specs }) => specs))}
        values={board.params}
        onChange={(params) => save({ ...board, params })}
      />
      {tiles.length > 0 && (
        <BoardFilters session={session} board={board} columns={rows?.columns} onChange={save} />
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
            {tiles.map((tile, index) => {
              const its = moves[index]
              return (
                its && (
                  <BoardTileView
                    key={'asked' in tile ? tile.asked.id : `missing ${index}`}
                    tile={tile}
                    session={session}
                    rows={'asked' in tile ? loaded[dataKey(tile.asked.data)] : undefined}
                    from={from}
                    onRetry={retry}
                    onText={asText}
                    moves={its}
                  />
                )
              )
            })}
          </div>
        )}
        {board.rows && rows && <BoardRows session={session} board={board} rows={rows} />}
      </div>
      <Provenance {...from}>{rows && `${formatCount(rows.handle.rows)} rows`}</Provenance>
    </div>
  )
}
