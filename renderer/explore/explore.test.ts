import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import type { ResultHandle } from '../engine/index.ts'
import { parseTime } from './at-time.ts'
import { hexDump, parsedJson, sizeOf } from './cell-text.ts'
import { filterLabel, typedValue, whereSql } from './filters.ts'
import { hoverText } from './hover.ts'
import { fieldText, namedParams, paramValues } from './params.ts'
import { profileWords } from './profile/words.ts'
import { nameProblem, queryPath } from './query-name.ts'
import { shownSql } from './shown-sql.ts'
import { nameInSql, selectOf } from './source-sql.ts'
import type { Filter } from './types.ts'
import { unitsOf } from './units.ts'

const filter = (column: string, op: Filter['op'], value: Filter['value'] = null): Filter => ({
  id: '1',
  column,
  op,
  value,
})

test('filters act on the whole result and take any value', async () => {
  const connection = await (await DuckDBInstance.create()).connect()
  await connection.run(`CREATE TABLE t AS SELECT * FROM (VALUES
    (1::BIGINT, 'it''s', 1.50::DECIMAL(9,2), DATE '2001-06-01', [1,2]), (2, NULL, 2.50, DATE '2001-06-02', NULL),
    (9007199254740993, '100%', NULL, NULL, [3])) v(n, "a ""b""", d, day, l)`)
  const columns = [
    { name: 'n', type: 'BIGINT' },
    { name: 'a "b"', type: 'VARCHAR' },
    { name: 'd', type: 'DECIMAL(9,2)' },
    { name: 'day', type: 'DATE' },
    { name: 'l', type: 'INTEGER[]' },
  ]
  const count = async (...filters: Filter[]) => {
    const rows = await connection.runAndReadAll(
      `SELECT count(*)::INTEGER FROM t WHERE ${whereSql(filters, columns)}`,
    )
    return rows.getRowsJS()[0]?.[0]
  }
  expect(await count(filter('n', '=', '9007199254740993'))).toBe(1)
  expect(await count(filter('a "b"', '=', "it's"))).toBe(1)
  expect(await count(filter('a "b"', '=', null))).toBe(1)
  expect(await count(filter('a "b"', '<>', "it's"))).toBe(2)
  expect(await count(filter('a "b"', 'contains', '0%'))).toBe(1)
  expect(await count(filter('d', '>=', '1.5'))).toBe(2)
  expect(await count(filter('day', '<', '2001-06-02'))).toBe(1)
  expect(await count(filter('l', '=', [1, 2]))).toBe(1)
  expect(await count(filter('l', 'is not null'), filter('n', '<', '2'))).toBe(1)
  expect(() => whereSql([filter('n', '=', '1 OR 1=1')], columns)).toThrow()
  expect(whereSql([], columns)).toBeNull()
  expect(filterLabel(filter('n', '=', '1234567'), columns)).toBe('n is 1,234,567')
  expect(filterLabel(filter('d', 'is null'), columns)).toBe('d is NULL')
  expect(typedValue('1,234', 'BIGINT')).toBe('1234')
  expect(typedValue('yes', 'BOOLEAN')).toBe(true)
  connection.closeSync()
})

test('parameters come from the header, typed text over the default', () => {
  const text =
    '/*---\nparams:\n  cut: {type: DATE, default: 2001-06-01}\n  n: {type: INTEGER}\n---*/\nSELECT * FROM t WHERE d < $cut AND x = $n AND y = $free AND z = $cut'
  const known = namedParams(text)
  expect(known.map(({ name }) => name)).toEqual(['cut', 'n', 'free'])
  const [cut] = known
  if (!cut) throw new Error('no cut')
  expect(fieldText(cut, {})).toBe('2001-06-01')
  expect(paramValues('SELECT $cut', known, { cut: '2001-05-01' })).toEqual({ cut: '2001-05-01' })
  expect(() => paramValues('SELECT $n', known, {})).toThrow(/\$n has no value/)
  expect(namedParams("SELECT '$no' -- $neither")).toEqual([])
})

test('names of query files', () => {
  expect(queryPath('late')).toBe('queries/late.sql')
  expect(queryPath('queries/a/late.sql')).toBe('queries/a/late.sql')
  expect(nameProblem('../x')).not.toBeNull()
  expect(nameProblem('a//b')).not.toBeNull()
  expect(nameProblem('late flights')).toBeNull()
})

test('a source becomes a statement', () => {
  expect(selectOf('t', ['a', 'B c'])).toBe('SELECT a, "B c" FROM t\nLIMIT 1000;\n')
  expect(selectOf('t', [])).toBe('SELECT * FROM t\nLIMIT 1000;\n')
  expect(selectOf('t', ['a', 'b', 'c', 'd', 'e'])).toBe(
    'SELECT\n  a,\n  b,\n  c,\n  d,\n  e\nFROM t\nLIMIT 1000;\n',
  )
  expect(nameInSql('select it')).toBe('"select it"')
})

test('times are UTC; a bare day means its end', () => {
  expect(parseTime('2026-02-14')).toBe('2026-02-14T23:59:59.000Z')
  expect(parseTime(' 2026-02-14 06:00 UTC')).toBe('2026-02-14T06:00:00.000Z')
  expect(parseTime('2026-13-40')).toBeNull()
  expect(parseTime('yesterday')).toBeNull()
})

test('a unit is taken over where the sources agree', () => {
  const source = (name: string, unit: string) => ({
    name,
    image: null,
    columns: [{ name: 'delay', type: 'INTEGER', required: true, unit }],
  })
  const catalogue = {
    set: { id: '', images: [], statements: [] },
    macros: [],
    sources: [source('a', 'min'), source('b', 'h')],
  }
  expect(unitsOf(catalogue, ['a']).get('delay INTEGER')).toEqual({ unit: 'min', required: true })
  expect(unitsOf(catalogue, ['a', 'b']).size).toBe(0)
})

test('hover tells of macros, sources and columns', () => {
  const catalogue = {
    set: { id: '', images: [], statements: [] },
    macros: [
      {
        name: 'late_share',
        file: 'toolbox/late_share.sql',
        kind: 'scalar' as const,
        description: 'Share of late flights',
        signature: 'late_share(delay, bound := 15)',
        params: [{ name: 'delay', type: 'INTEGER', unit: 'min' }],
      },
    ],
    sources: [
      {
        name: 'flights',
        image: null,
        columns: [{ name: 'delay', type: 'INTEGER', required: true, unit: 'min', meaning: 'arrival delay' }],
      },
    ],
  }
  const text = 'SELECT late_share(delay) FROM flights'
  expect(hoverText(catalogue, text, 8)).toContain('Share of late flights')
  expect(hoverText(catalogue, text, 20)).toBe('`flights.delay` INTEGER, min, required  \narrival delay')
  expect(hoverText(catalogue, text, 32)).toContain('not on this computer')
  expect(hoverText(catalogue, text, 2)).toBeNull()
})

test('an export holds what the grid shows', () => {
  const base = { columns: [{ name: 'n', type: 'INTEGER' }] } as ResultHandle
  expect(shownSql('SELECT 1 AS n', { base, filters: [], sort: [] })).toBe('SELECT 1 AS n')
  const sort = [{ column: 'n', descending: true }]
  expect(shownSql('SELECT 1 AS n -- one;\n', { base, filters: [filter('n', '>', '0')], sort })).toBe(
    `SELECT * FROM (\nSELECT 1 AS n -- one\n) AS result WHERE "n" > CAST('0' AS INTEGER) ORDER BY "n" DESC NULLS LAST`,
  )
})

test('what stands out of a column is said in words', () => {
  const profile = { name: 'n', type: 'INTEGER', rows: 1000, nulls: 0, distinct: 1000 }
  expect(profileWords({ ...profile, rows: 0 })).toBe('no rows')
  expect(profileWords({ ...profile, nulls: 1000 })).toBe('all NULL')
  expect(profileWords({ ...profile, distinct: 1, min: 2026 })).toBe('always 2026')
  const plan = { ...profile, type: 'VARCHAR', distinct: 1 }
  expect(profileWords({ ...plan, min: '┌───┐\n│ n │\n└───┘' })).toBe('always ┌───┐↵│ n │↵└───┘')
  expect(profileWords({ ...plan, min: 'x'.repeat(5000) })).toBe(`always ${'x'.repeat(120)}…`)
  expect(profileWords({ ...profile, nulls: 2, distinct: 5 })).toBe('0.2 % NULL, 5 distinct')
  expect(profileWords({ ...profile, distinct: 1000 })).toBe('no NULL, each value once: a key')
  expect(profileWords({ ...profile, nulls: 1, rows: 3_000_000, about: true, sampled: 100 })).toBe(
    '<0.1 % NULL, about 1,000 distinct',
  )
})

test('a value is shown whole', () => {
  expect(hexDump('48656c6c6f00')).toBe(`000000  ${'48 65 6c 6c 6f 00'.padEnd(47)}  Hello.`)
  expect(parsedJson('{"a":1}')).toEqual({ a: 1 })
  expect(parsedJson('[broken')).toBeNull()
  expect(parsedJson('12')).toBeNull()
  expect(sizeOf('😀é', 'VARCHAR')).toBe('2 characters')
  expect(sizeOf('4865', 'BLOB')).toBe('2 B')
})
