import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pythonWithTables, readHere } from './testing.ts'

const found = pythonWithTables()
const name =
  'missing' in found ? `files of other programs (skipped: ${found.missing})` : 'files of other programs'

describe.skipIf('missing' in found)(name, () => {
  let dir: string
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'lakebench-programs-'))
    const script = fileURLToPath(new URL('fixtures/make.py', import.meta.url))
    if ('python' in found) execFileSync(found.python, [script, dir])
  }, 120_000)
  afterAll(() => rmSync(dir, { recursive: true, force: true }))
  const read = (file: string) => readHere(join(dir, file))

  const days = ['2024-01-02', '2024-02-29', '2024-12-31']
  const people = (day: (text: string) => string) => [
    ['1', 'Ann', 1.5, day(days[0] ?? ''), true],
    ['2', 'Bób', null, day(days[1] ?? ''), false],
    ['3', null, 3.25, day(days[2] ?? ''), true],
  ]
  const plain = people((day) => day)

  test.each([
    ['plain.csv', { delimiter: ',', encoding: 'utf-8', decimal: '.' }],
    ['tab.tsv', { delimiter: '\t', encoding: 'utf-8' }],
    ['packed.csv.gz', { delimiter: ',', encoding: 'utf-8' }],
    ['wide.csv', { delimiter: ',', encoding: 'utf-16' }],
    ['german.csv', { delimiter: ';', encoding: 'windows-1252', decimal: ',', dates: '%d.%m.%Y' }],
  ])('%s of pandas is read with its dialect', async (file, used) => {
    const result = await read(file)
    expect(result.rows).toEqual([plain])
    expect(result.used).toMatchObject({ header: true, ...used })
    expect(result.tables[0]?.columns.map(({ type }) => type)).toEqual([
      'BIGINT',
      'VARCHAR',
      'DOUBLE',
      'DATE',
      'BOOLEAN',
    ])
  })

  test.each(['people.parquet', 'lz4.feather', 'zstd.feather', 'plain.feather'])('%s', async (file) => {
    expect((await read(file)).rows).toEqual([people((day) => `${day} 00:00:00`)])
  })

  test.each(['array.json', 'lines.ndjson'])('%s of pandas', async (file) => {
    expect((await read(file)).rows).toEqual([people((day) => `${day}T00:00:00.000`)])
  })

  test('every type of Arrow, packed as a file and plain as a stream', async () => {
    const file = await read('types.arrow')
    expect(file.tables[0]?.columns.map(({ type }) => type)).toEqual([
      'BIGINT',
      'VARCHAR',
      'INTEGER[]',
      'STRUCT(x BIGINT, y VARCHAR)',
      'DECIMAL(10,2)',
      'TIMESTAMP WITH TIME ZONE',
      'TIMESTAMP_NS',
      'DATE',
      'TIME',
      'BLOB',
      'FLOAT',
      'MAP(VARCHAR, INTEGER)',
      'BOOLEAN',
      'FLOAT',
      'UTINYINT',
    ])
    expect(file.rows[0]?.[0]).toEqual([
      '1',
      'a',
      [1, 2],
      { x: '1', y: 'q' },
      '1.25',
      '2024-01-02 03:04:05.678901+00',
      '1970-01-01 00:00:00.000000001',
      '1999-01-01',
      '01:02:03.000456',
      '\\x00\\x01',
      1.5,
      [{ key: 'k', value: 1 }],
      true,
      0.5,
      255,
    ])
    const stream = await read('types.arrows')
    expect(stream.rows[0]).toEqual([...(file.rows[0] ?? []), ...(file.rows[0] ?? [])])
  })

  test('a workbook of openpyxl: a table a sheet, types by cell, errors and merged cells told', async () => {
    const { tables, rows, available, notes } = await read('book.xlsx')
    expect(tables.map(({ table }) => table)).toEqual(['Sales 2024', 'No head'])
    expect(tables[0]?.columns.map(({ type }) => type)).toEqual([
      'BIGINT',
      'DATE',
      'DOUBLE',
      'BOOLEAN',
      'VARCHAR',
      'TIME',
    ])
    expect(rows[0]).toEqual([
      ['1', '2024-01-02', 9.99, true, 'Ünïcode', '01:02:03'],
      ['2', '1900-02-28', 10, false, null, '23:59:00'],
      ['3', '2024-01-03', null, true, 'line\nbreak', null],
      ['4', null, null, null, null, null],
    ])
    expect(rows[1]).toEqual([
      ['1', 2],
      ['3', 4.5],
    ])
    expect(available[1]).toEqual({ table: 'Empty', problem: 'The sheet Empty has no cells.' })
    expect(notes.join(' ')).toContain('1 #DIV/0!')
    expect(notes.join(' ')).toContain('1 merged area')
  })

  test('days that are counted from 1904', async () => {
    expect((await read('from-1904.xlsx')).rows).toEqual([[['2020-05-06 00:00:00'], ['2020-05-06 12:30:00']]])
    expect((await read('people.xlsx')).rows).toEqual([plain])
  })

  test('a DuckDB database: tables and views as rows, and the view that reads /etc/passwd refused', async () => {
    const { tables, rows, available } = await read('store.duckdb')
    expect(tables.map(({ table }) => table)).toEqual(['kinds', 't', 's.u', 'good'])
    expect(rows[0]).toEqual([['x', '{"a":1}', [1, 2]]])
    expect(rows[3]).toEqual([[2]])
    expect(available).toContainEqual({
      table: 'reaches',
      problem: 'It reads another file or the network, which nothing at hand may do.',
    })
    expect(JSON.stringify(rows)).not.toContain('root:')
  })
})
