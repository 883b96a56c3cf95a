import { spawnSync } from 'node:child_process'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cell } from '#shared/value.ts'
import { writeAs } from './copy-as.ts'

const columns = [
  { name: 'n', type: 'BIGINT' },
  { name: 'a "b"', type: 'VARCHAR' },
  { name: 'd', type: 'DECIMAL(9,2)' },
  { name: 'day', type: 'DATE' },
  { name: 'l', type: 'VARCHAR[]' },
  { name: 'x', type: 'BLOB' },
  { name: 'f', type: 'DOUBLE' },
  { name: 'k', type: 'BOOLEAN' },
]
const text = fc.string({ unit: 'grapheme', maxLength: 12 })
const nullable = (cell: fc.Arbitrary<Cell>) => fc.option(cell, { nil: null })
const row = fc.tuple(
  nullable(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)),
  nullable(fc.oneof(text, fc.constantFrom("it's", 'a|b\n<b>', '\\', '"""', 'x\ty', '\u2028'))),
  nullable(fc.integer({ min: -9999, max: 9999 }).map((cents) => (cents / 100).toFixed(2))),
  nullable(fc.constantFrom('2001-06-01', '0001-01-01')),
  nullable(fc.array(nullable(text), { maxLength: 3 })),
  nullable(fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes).toString('hex'))),
  nullable(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant('NaN'))),
  nullable(fc.boolean()),
)
const rows = fc.array(row, { minLength: 1, maxLength: 5 })

test('JSON says the same, with every digit', () => {
  fc.assert(
    fc.property(rows, (cells) => {
      // A reader in JavaScript would round these numbers: here their digits are compared.
      const json = writeAs('json', columns, cells).replace(/"(n|d)":(-?[\d.]+)/g, '"$1":"$2"')
      const back = JSON.parse(json) as Record<string, Cell>[]
      expect(back.map((one) => columns.map(({ name }) => one[name]))).toEqual(cells)
    }),
  )
})

test('INSERT gives the same rows in DuckDB', async () => {
  const connection = await (await DuckDBInstance.create()).connect()
  const fields = columns.map(({ name, type }) => `"${name.replaceAll('"', '""')}" ${type}`).join(', ')
  const read = `SELECT n::VARCHAR, "a ""b""", d::VARCHAR, day::VARCHAR, to_json(l)::VARCHAR, lower(hex(x)), f, k FROM result`
  await fc.assert(
    fc.asyncProperty(rows, async (cells) => {
      await connection.run(`CREATE OR REPLACE TABLE result (${fields})`)
      await connection.run(writeAs('insert', columns, cells))
      const found = (await connection.runAndReadAll(read)).getRowsJS()
      expect(
        found.map((one) =>
          one.map((value, index) =>
            index === 4 && value !== null ? JSON.parse(String(value)) : Number.isNaN(value) ? 'NaN' : value,
          ),
        ),
      ).toEqual(cells)
    }),
    { numRuns: 40 },
  )
  connection.closeSync()
})

const python = spawnSync('python3', ['--version']).status === 0

test.runIf(python)('Python reads its literals back', () => {
  const samples = fc.sample(rows, 60)
  const program = `import sys, json, ast
def plain(v):
  return {'hex': v.hex()} if isinstance(v, bytes) else {'int': str(v)} if isinstance(v, int) and not isinstance(v, bool) else v
print(json.dumps([[[plain(v) for v in r.values()] for r in ast.literal_eval(t)] for t in json.load(sys.stdin)]))`
  const input = JSON.stringify(samples.map((cells) => writeAs('python', columns, cells)))
  const ran = spawnSync('python3', ['-c', program], { input, encoding: 'utf8' })
  expect(ran.stderr).toBe('')
  const back = JSON.parse(ran.stdout) as Cell[][][]
  const shape = (cells: Cell[][]) =>
    cells.map((one) =>
      one.map((value, index) => {
        if (value === null) return null
        if (index === 0) return { int: value }
        if (index === 5) return { hex: value }
        return value
      }),
    )
  const flat = (cells: Cell[][]) =>
    cells.map((one) => one.map((value, index) => (index === 6 ? numberOf(value) : value)))
  expect(back.map(flat)).toEqual(samples.map((cells) => flat(shape(cells))))
})

/** Python writes a whole float as an int where the literal was one. */
function numberOf(value: Cell | undefined): Cell {
  if (value === null || value === undefined || value === 'NaN') return value ?? null
  const number = typeof value === 'object' && 'int' in value ? value.int : value
  return Number(number) + 0
}

test('Markdown keeps markup as text and a row on its line', () => {
  const table = writeAs(
    'markdown',
    [
      { name: 'a|b', type: 'VARCHAR' },
      { name: 'n', type: 'INTEGER' },
    ],
    [
      ['<b>x</b>\ny|z', 1],
      [null, -2],
    ],
  )
  expect(table).toBe('| a\\|b | n |\n| --- | ---: |\n| &lt;b\\>x&lt;/b\\><br>y\\|z | 1 |\n| NULL | -2 |')
  expect(writeAs('python-tuples', [{ name: 'n', type: 'INTEGER' }], [[1], [null]])).toBe(
    '[\n    (1,),\n    (None,),\n]',
  )
})
