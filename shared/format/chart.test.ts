import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AppError } from '../errors.ts'
import { type BoardFile, parseBoard, writeBoard } from './board.ts'
import { type ChartFile, parseChart, writeChart } from './chart.ts'

/** Names as a lake has them: words of YAML, quotes, line breaks, HTML, numbers. */
const columnName = fc.oneof(
  fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((name) => !/\p{Surrogate}/u.test(name)),
  fc.constantFrom('null', '1e3', 'true', '- a', 'a: b', '#x', '"', "it's", '<b>', 'a\nb', ' ', '~'),
)
const data = {
  statement: fc.integer({ min: 1, max: 20 }),
  at: fc.dictionary(
    fc.constantFrom('flights', 'weather'),
    fc.constantFrom('latest', '0123456', '1e10000', '2001-02-03T04:05'),
  ),
  params: fc.dictionary(
    fc.constantFrom('bound', 'day'),
    fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom('007', '1.10', 'null'),
    ),
  ),
}
const place = fc.constantFrom({ query: 'queries/a b.sql' }, { source: 'flights' })
const encoding = fc
  .record({
    kind: fc.constantFrom('bar' as const, 'line' as const, 'point' as const, 'box' as const, 'map' as const),
    x: columnName,
    y: columnName,
    aggregate: fc.constantFrom('count' as const, 'avg' as const),
    color: fc.option(columnName),
  })
  .map((spec) => ({ ...spec, map: spec.kind === 'map' ? ('states' as const) : null }))
const chart: fc.Arbitrary<ChartFile> = fc
  .tuple(
    encoding,
    place,
    fc.record({ version: fc.constant(1 as const), ...data }),
    fc.option(columnName, { nil: undefined }),
  )
  .map(([spec, from, rest, title]) => ({ ...rest, ...from, ...spec, ...(title !== undefined && { title }) }))
const board: fc.Arbitrary<BoardFile> = fc
  .tuple(
    fc.array(fc.tuple(chart, fc.boolean()), { maxLength: 4 }),
    fc.boolean(),
    fc.array(
      fc.oneof(
        fc.record({ column: columnName, from: fc.integer(), to: fc.constantFrom('2001-01-01', '12') }),
        fc.record({
          column: columnName,
          in: fc.array(fc.oneof(columnName, fc.constant(null), fc.integer()), { minLength: 1 }),
        }),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([charts, rows, filters]) => ({
    version: 1 as const,
    source: 'flights',
    statement: 1,
    at: {},
    params: {},
    charts: [
      { chart: 'charts/a.yml', wide: false },
      ...charts.map(([{ version: _, ...one }, wide]) => ({ ...one, wide })),
    ],
    rows,
    filters,
  }))

test('a chart reads back from its text, and its text does not change by it', () => {
  fc.assert(
    fc.property(chart, (one) => {
      const text = writeChart(one)
      expect(parseChart('charts/a.yml', text)).toEqual(one)
      expect(writeChart(parseChart('charts/a.yml', text))).toBe(text)
    }),
  )
})

test('a board reads back from its text', () => {
  fc.assert(
    fc.property(board, (one) => {
      const text = writeBoard(one)
      expect(parseBoard('boards/a.yml', text)).toEqual(one)
      expect(writeBoard(parseBoard('boards/a.yml', text))).toBe(text)
    }),
  )
})

const problem = (read: () => unknown) => {
  try {
    read()
  } catch (thrown) {
    if (thrown instanceof AppError) return { code: thrown.code, message: thrown.message, ...thrown.place }
  }
  return null
}

test('an error names file, line and field', () => {
  const chartOf = (text: string) => problem(() => parseChart('charts/a.yml', text))
  expect(chartOf('version: 1\nsource: flights\nkind: pie\nx: delay\n')).toMatchObject({
    file: 'charts/a.yml',
    line: 3,
    field: 'kind',
  })
  expect(chartOf('version: 1\nsource: flights\nkind: point\nx: delay\n')).toMatchObject({ field: 'y' })
  expect(chartOf('version: 1\nkind: bar\nx: delay\n')).toMatchObject({ field: 'query' })
  expect(chartOf('version: 1\nquery: ../secret.sql\nkind: bar\nx: a\n')).toMatchObject({
    line: 2,
    field: 'query',
  })
  expect(chartOf('version: 1\nsource: flights\nkind: bar\nx: a\nsql: DROP TABLE a\n')).toMatchObject({
    code: 'YAML_UNKNOWN_KEY',
    line: 5,
  })
  const boardOf = (text: string) => problem(() => parseBoard('boards/a.yml', text))
  expect(boardOf('version: 1\ncharts:\n  - kind: bar\n    x: a\n')).toMatchObject({ line: 3 })
  expect(boardOf('version: 1\nsource: flights\nfilters:\n  - column: a\n')).toMatchObject({ line: 4 })
  expect(boardOf('version: 1\nsource: flights\ncharts:\n  - chart: queries/a.sql\n')).toMatchObject({
    line: 4,
  })
})
