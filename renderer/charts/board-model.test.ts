import { expect, test } from 'vitest'
import { parseBoard } from '#shared/format/board.ts'
import { parseChart } from '#shared/format/chart.ts'
import { boardData, changeChart, moveChart, tilesOf } from './board-model.ts'

const board = parseBoard(
  'boards/a.yml',
  `version: 1
source: flights
params: { bound: 15 }
charts:
  - kind: histogram
    x: delay
  - chart: charts/strikes.yml
  - kind: histogram
    x: delay
  - kind: bar
    x: origin
    query: queries/late.sql
    params: { bound: 5, other: 1 }
  - chart: charts/gone.yml
`,
)
const strikes = parseChart(
  'charts/strikes.yml',
  'version: 1\nquery: queries/strikes.sql\nkind: bar\nx: species\ntitle: Birds\n',
)

test('a chart has its own rows or those of the board, and the board’s parameters', () => {
  const tiles = tilesOf(board, { 'charts/strikes.yml': strikes })
  const asked = tiles.map((tile) => ('asked' in tile ? tile.asked : null))
  expect(asked[0]?.data).toMatchObject({ source: 'flights', params: { bound: 15 } })
  expect(asked[1]?.data).toMatchObject({ query: 'queries/strikes.sql', params: { bound: 15 } })
  expect(asked[1]?.data).not.toHaveProperty('source')
  expect(asked[3]?.data).toMatchObject({ query: 'queries/late.sql', params: { bound: 15, other: 1 } })
  expect(tiles[1]?.title).toBe('Birds')
  expect(tiles[4]).toMatchObject({ missing: true, file: 'charts/gone.yml' })
  expect(new Set(asked.map((one) => one?.id)).size).toBe(5)
  expect(boardData(board)).toMatchObject({ source: 'flights' })
})

test('a moved chart keeps its id', () => {
  const ids = (of: typeof board) => tilesOf(of, {}).map((tile) => ('asked' in tile ? tile.asked.id : null))
  const moved = moveChart(board, 3, 0)
  expect(ids(moved)[0]).toBe(ids(board)[3])
  expect(moveChart(board, 0, -1)).toBe(board)
  expect(changeChart(board, 1, null).charts).toHaveLength(4)
})
