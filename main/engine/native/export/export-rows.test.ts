import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { typeFixtures } from '#shared/cells.fixtures.ts'
import type { ExportFormat } from '#shared/export-format.ts'
import { programs } from '../../../git/testing.ts'
import { connectWorker } from '../../../worker/index.ts'
import { nodeWorkers } from '../../../worker/node.ts'
import type { NativeClient, NativeHandlers } from '../../index.ts'
import { bareSet } from '../../set.ts'
import { writeExcel } from './write-excel.ts'

let native: NativeClient
let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'export '))
  native = connectWorker<NativeHandlers>('native', nodeWorkers(programs))
})
afterAll(() => {
  native.close()
  rmSync(dir, { recursive: true, force: true })
})

const set = bareSet(['CREATE MACRO half(x) AS x * 0.5'])
const about = JSON.stringify({ version: 1, query: "SELECT 'é' -- \"it's\"", params: { day: '2001-01-01' } })
let files = 0
async function write(format: ExportFormat, sql: string) {
  const to = join(dir, `out ${++files}.${format === 'excel' ? 'xlsx' : format}`)
  return { to, ...(await native.call('exportRows', { set, sql, format, to, about })) }
}

/** Reads a file by Python, which knows nothing of our writers; null, with a word, where it lacks the package. */
function byPython(needs: string, code: string, file: string): unknown {
  const python = process.env.LAKEBENCH_PYTHON ?? 'python3'
  try {
    execFileSync(python, ['-c', `import ${needs}`], { stdio: 'ignore' })
  } catch {
    console.error(`skipped: no Python with ${needs} is here (LAKEBENCH_PYTHON names one)`)
    return null
  }
  return JSON.parse(execFileSync(python, ['-c', `import sys, json\n${code}`, file], { encoding: 'utf8' }))
}

const values = `SELECT * FROM (VALUES
  (9007199254740993::BIGINT, 42::INTEGER, 12345678901234567890.12::DECIMAL(38,2), 1.50::DECIMAL(9,2),
   170141183460469231731687303715884105::HUGEINT, '=1+1', 'NaN'::DOUBLE, 0.1::FLOAT, DATE '1899-12-31', TIMESTAMP '2001-02-03 04:05:06.789', [1, NULL], {'a': '<b>'}, true, '\\x00\\xff'::BLOB),
  (-9::BIGINT, -42, 0, -0.05, NULL, E'tab\\t\\x01_x0041_ "&"', '-infinity', -2.5, DATE '2001-02-28', TIMESTAMP '2001-02-03 04:05:06.789012', NULL, NULL, NULL, ''),
  (NULL, NULL, NULL, NULL, 0, '', NULL, NULL, NULL, NULL, [], {'a': NULL}, false, NULL)
) v(big, i, wide, d, huge, t, f, f4, day, at_, l, s, b, bytes)`

describe('every format', () => {
  const rows = "SELECT i::INTEGER AS n, 'a,\"b' || i AS t, [i] AS l FROM range(5000) r(i) ORDER BY i DESC"

  test.each(['csv', 'parquet', 'json'] as const)('%s holds every row in order', async (format) => {
    const { to, rows: written, bytes } = await write(format, rows)
    expect(written).toBe(5000)
    expect(bytes).toBe(readFileSync(to).length)
    const connection = await (await DuckDBInstance.create()).connect()
    const read = await connection.runAndReadAll(`SELECT n::INTEGER, t FROM read_${format}('${to}') LIMIT 2`)
    expect(read.getRows()).toEqual([
      [4999, 'a,"b4999'],
      [4998, 'a,"b4998'],
    ])
    const again = native.call('exportRows', { set, sql: rows, format, to })
    await expect(again).rejects.toMatchObject({ code: 'FILE_EXISTS' })
  })

  test.each(['csv', 'parquet', 'arrow', 'json', 'excel'] as const)(
    '%s names columns apart, and holds none of them',
    async (format) => {
      const { columns } = await write(format, 'SELECT 1 AS a, 2 AS "A", 3 AS a, 4 AS "rowid", 5 AS "q""\'"')
      expect(columns.map(({ name }) => name)).toEqual(['a', 'A_1', 'a_2', 'rowid', 'q"\''])
      expect((await write(format, 'SELECT 1 AS a WHERE false')).rows).toBe(0)
    },
  )

  test('nothing but the one file is written or read, and nothing is left of what failed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'export '))
    mkdirSync(join(folder, 'sub'))
    const other = join(folder, 'other.csv')
    for (const [index, sql] of [
      `SELECT 1) TO '${other}' --`,
      `COPY (SELECT 1) TO '${other}'`,
      `SELECT 1; COPY (SELECT 1) TO '${other}'`,
      "SELECT * FROM read_text('/etc/hostname')",
      `SELECT * FROM glob('${folder}/*')`,
      'SELECT nope',
      'CREATE TABLE t (a INTEGER)',
      "SELECT error('late') FROM range(3)",
    ].entries()) {
      const format = (['csv', 'parquet', 'arrow', 'json', 'excel'] as const)[index % 5] ?? 'csv'
      const made = native.call('exportRows', { set, sql, format, to: join(folder, 'out') })
      await expect(made, sql).rejects.toMatchObject({ kind: 'input' })
    }
    expect(readdirSync(folder)).toEqual(['sub'])
    rmSync(folder, { recursive: true })
  })

  test.each(['csv', 'arrow', 'json', 'excel'] as const)('a cancel of %s leaves nothing', async (format) => {
    const controller = new AbortController()
    const to = join(dir, 'big')
    const sql = 'SELECT a.i, b.i FROM range(100000) a(i), range(100000) b(i)'
    const told: number[] = []
    const running = native.call(
      'exportRows',
      { set, sql, format, to },
      {
        signal: controller.signal,
        onProgress: ({ done }) => {
          told.push(done)
          // As soon as it says that it is under way.
          if (done > 0) controller.abort()
        },
      },
    )
    await expect(running).rejects.toMatchObject({ kind: 'cancelled' })
    expect(Math.max(...told)).toBeGreaterThan(0)
    expect(readdirSync(dir)).not.toContain('big')
  })
})

describe('JSON', () => {
  test('keeps all digits, and is JSON to every reader', async () => {
    const text = readFileSync((await write('json', values)).to, 'utf8')
    const [first, second, third] = JSON.parse(text)
    expect(text).toContain('"big":9007199254740993')
    expect(text).toContain('"wide":12345678901234567890.12')
    expect(first).toMatchObject({ d: 1.5, f: 'NaN', f4: 0.1, l: [1, null], s: { a: '<b>' }, bytes: '00ff' })
    expect(second).toMatchObject({ t: 'tab\t\x01_x0041_ "&"', f: '-Infinity', huge: null })
    expect(third).toMatchObject({ t: '', big: null, l: [], s: { a: null } })
  })
})

describe('Parquet', () => {
  test('keeps HUGEINT’s digits, and has the provenance in its metadata', async () => {
    const { to } = await write('parquet', "SELECT sum(9007199254740993) AS s, MAP {'k': [1::HUGEINT]} AS m")
    const connection = await (await DuckDBInstance.create()).connect()
    const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson()
    expect(await rows(`SELECT typeof(s), s::VARCHAR, m::VARCHAR FROM read_parquet('${to}')`)).toEqual([
      ['DECIMAL(38,0)', '9007199254740993', '{k=[1]}'],
    ])
    const [[key, value]] = (await rows(
      `SELECT decode(key), decode(value) FROM parquet_kv_metadata('${to}')`,
    )) as [[string, string]]
    expect([key, JSON.parse(value)]).toEqual(['lakebench_provenance', JSON.parse(about)])
  })

  test('refuses what it would change', async () => {
    await expect(write('parquet', "SELECT 'infinity'::DATE AS d")).rejects.toMatchObject({
      message: expect.stringMatching(/"d" holds an infinite date, which Parquet cannot hold/),
    })
  })
})

describe('Arrow', () => {
  test('is what pyarrow reads, with the provenance in its schema', async () => {
    const { to, rows } = await write('arrow', values)
    expect(rows).toBe(3)
    const read = byPython(
      'pyarrow',
      `import pyarrow as pa
with pa.OSFile(sys.argv[1]) as file:
    table = pa.ipc.open_file(file).read_all()
table.validate(full=True)
print(json.dumps({
  'types': [str(field.type) for field in table.schema],
  'rows': [[None if v is None else str(v) for v in row.values()] for row in table.to_pylist()],
  'about': json.loads(table.schema.metadata[b'lakebench_provenance']),
}))`,
      to,
    )
    if (read === null) return
    expect(read).toEqual({
      about: JSON.parse(about),
      types: [
        'int64',
        'int32',
        'decimal128(38, 2)',
        'decimal128(9, 2)',
        'decimal128(38, 0)',
        'string',
        'double',
        'float',
        'date32[day]',
        'timestamp[us]',
        'list<item: int32>',
        'struct<a: string>',
        'bool',
        'binary',
      ],
      rows: [
        [
          '9007199254740993',
          '42',
          '12345678901234567890.12',
          '1.50',
          '170141183460469231731687303715884105',
          '=1+1',
          'nan',
          '0.10000000149011612',
          '1899-12-31',
          '2001-02-03 04:05:06.789000',
          '[1, None]',
          "{'a': '<b>'}",
          'True',
          "b'\\x00\\xff'",
        ],
        [
          '-9',
          '-42',
          '0.00',
          '-0.05',
          null,
          'tab\t\x01_x0041_ "&"',
          '-inf',
          '-2.5',
          '2001-02-28',
          '2001-02-03 04:05:06.789012',
          null,
          null,
          null,
          "b''",
        ],
        [null, null, null, null, '0', '', null, null, null, null, '[]', "{'a': None}", 'False', null],
      ],
    })
  })

  test('holds every DuckDB type, valid to pyarrow', async () => {
    const infinite = ({ cell }: { cell: unknown }) => /infinity/i.test(JSON.stringify(cell))
    const held = typeFixtures.filter((one) => !/HUGEINT/.test(one.type) && !infinite(one))
    const sql = `SELECT ${held.map((one, index) => `${one.sql} AS c${index}`).join(', ')} UNION ALL SELECT ${held.map(() => 'NULL').join(', ')}`
    const { to } = await write('arrow', sql)
    const code = `import pyarrow as pa
with pa.OSFile(sys.argv[1]) as file:
    table = pa.ipc.open_file(file).read_all()
table.validate(full=True)
print(json.dumps([table.num_rows, sum(column.null_count for column in table.columns)]))`
    const read = byPython('pyarrow', code, to) as [number, number] | null
    if (read === null) return
    expect(read[0]).toBe(2)
    expect(read[1]).toBeGreaterThanOrEqual(held.length)
  })

  test.each([
    ["SELECT 'infinity'::TIMESTAMP AS t", /`t` holds an infinite date or time/],
    ['SELECT 170141183460469231731687303715884105727::HUGEINT AS h', /`h` holds an integer of 39 digits/],
  ])('refuses %s', async (sql, words) => {
    await expect(write('arrow', sql)).rejects.toMatchObject({
      code: 'EXPORT_CANNOT_HOLD',
      message: expect.stringMatching(words),
    })
  })
})

describe('Excel', () => {
  const code = `import openpyxl
from openpyxl.utils.escape import unescape
book = openpyxl.load_workbook(sys.argv[1])
cells = lambda sheet: [[[c.data_type, unescape(c.value) if isinstance(c.value, str) else None if c.value is None else str(c.value)] for c in row] for row in sheet.iter_rows()]
print(json.dumps({'names': book.sheetnames, 'frozen': book['Result'].freeze_panes, 'rows': cells(book['Result']), 'about': [[c[1] for c in row] for row in cells(book['Provenance'])]}))`

  test('is what openpyxl reads: no digit is lost, no text is a formula', async () => {
    const { to } = await write('excel', values)
    const read = byPython('openpyxl', code, to) as { rows: [string, string | null][][] } | null
    if (read === null) return
    const [head, first, second, third] = read.rows
    expect(read).toMatchObject({
      names: ['Result', 'Provenance'],
      frozen: 'A2',
      about: [
        ['version', '1'],
        ['query', "SELECT 'é' -- \"it's\""],
        ['params.day', '2001-01-01'],
      ],
    })
    expect(head?.map(([, name]) => name)).toEqual([
      ...['big', 'i', 'wide', 'd', 'huge', 't', 'f', 'f4', 'day', 'at_', 'l', 's', 'b', 'bytes'],
    ])
    expect(first).toEqual([
      ['s', '9007199254740993'],
      ['n', '42'],
      ['s', '12345678901234567890.12'],
      ['n', '1.5'],
      ['s', '170141183460469231731687303715884105'],
      ['s', '=1+1'],
      ['s', 'NaN'],
      ['n', '0.1'],
      ['s', '1899-12-31'],
      ['d', '2001-02-03 04:05:06.789000'],
      ['s', '[1,null]'],
      ['s', '{"a":"<b>"}'],
      ['b', 'True'],
      ['s', '00ff'],
    ])
    expect(second?.slice(5, 10)).toEqual([
      ['s', 'tab\t\x01_x0041_ "&"'],
      ['s', '-Infinity'],
      ['n', '-2.5'],
      ['d', '2001-02-28 00:00:00'],
      ['s', '2001-02-03 04:05:06.789012'],
    ])
    expect(third?.[0]).toEqual(['n', null])
  })

  test.each([
    ["SELECT repeat('x', 32768) AS t", /Row 1 of column `t` holds 32,768 characters, .* holds 32,767/],
    ['SELECT i FROM range(1048576) r(i)', /holds 1,048,575 rows below its head/],
  ])('refuses what a sheet cannot hold, and leaves nothing: %#', async (sql, words) => {
    const before = readdirSync(dir)
    await expect(write('excel', sql)).rejects.toMatchObject({
      code: 'EXPORT_CANNOT_HOLD',
      message: expect.stringMatching(words),
    })
    expect(readdirSync(dir)).toEqual(before)
  })

  test('refuses more columns than a sheet has', async () => {
    const columns = Array.from({ length: 16_385 }, (_, index) => ({ name: `c${index}`, type: 'INTEGER' }))
    const none = { columns, count: () => 0, async *batches() {} }
    await expect(writeExcel(none, join(dir, 'wide'), about)).rejects.toMatchObject({
      message: expect.stringMatching(/holds 16,384 columns, and this result has 16,385/),
    })
  })
})
