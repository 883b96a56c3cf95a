import type { BoardChart, BoardFile } from '#shared/format/board.ts'
import { chooseChart } from '../ui/chart/index.ts'
import { Plus } from '../ui/icons.ts'
import { Button, Menu, type MenuEntry } from '../ui/index.ts'
import { useWorkspaceFiles } from './data.ts'
import type { LoadedRows } from './rows.ts'

/** A chart of one column that the board does not show yet, or else the first that comes to mind. */
function nextChart(board: BoardFile, rows: LoadedRows): BoardChart | null {
  const { columns, rows: count } = rows.handle
  const shown = new Set(board.charts.map((one) => ('chart' in one ? '' : one.x)))
  const fresh = columns.filter(({ name }) => !shown.has(name))
  const spec =
    fresh.map((column) => chooseChart([column], count)).find((one) => one !== null) ??
    chooseChart(columns, count)
  return spec && { ...spec, statement: 1, at: {}, params: {}, wide: false }
}

/** Puts another chart on the board: a new one over its rows, or one of `charts/`. */
export function AddChart({
  board,
  rows,
  onAdd,
}: {
  board: BoardFile
  rows: LoadedRows | undefined
  onAdd: (chart: BoardChart) => void
}) {
  const files = useWorkspaceFiles().data ?? []
  const charts = files.filter((path) => /^charts\/.+\.yml$/.test(path))
  const items: MenuEntry[] = [
    {
      id: 'new',
      label: 'New chart',
      detail: 'of a column that is not shown yet',
      ...(rows
        ? {
            run: () => {
              const chart = nextChart(board, rows)
              if (chart) onAdd(chart)
            },
          }
        : { disabledReason: 'Choose the rows of this board first' }),
    },
    ...(charts.length > 0
      ? [
          {
            heading: 'Charts of this workspace',
            items: charts.map((path) => ({
              id: path,
              label: path.slice('charts/'.length, -'.yml'.length),
              run: () => onAdd({ chart: path, wide: false }),
            })),
          },
        ]
      : []),
  ]
  return (
    <Menu label="Add chart" items={items} placement="bottom end">
      <Button icon={Plus} menu>
        Add chart
      </Button>
    </Menu>
  )
}
