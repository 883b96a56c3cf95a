import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sqlLiteral } from '../sql/index.ts'
import type { Cell } from '../value.ts'
import { checkParam, paramText, type QueryParam, readParam } from './param.ts'

const problem = (text: string, param: QueryParam) => {
  const read = readParam(text, param)
  return 'problem' in read ? read.problem : null
}

describe('a typed value', () => {
  test.each<[string, QueryParam, string | null]>([
    ['15', { type: 'INTEGER' }, null],
    ['1.5', { type: 'INTEGER' }, 'A whole number, such as 15.'],
    ['', { type: 'BIGINT' }, 'Fill in a value.'],
    ['91', { type: 'INTEGER', min: 0, max: 90, unit: 'min' }, 'From 0 to 90 min.'],
    ['9007199254740993', { type: 'BIGINT', max: '9007199254740992' }, 'At most 9007199254740992.'],
    ['-1', { type: 'INTEGER', min: 0 }, 'At least 0.'],
    ['x', { type: 'DOUBLE' }, 'A number, such as 1.5.'],
    ['.5e3', { type: 'DECIMAL(9,2)' }, null],
    ['yes', { type: 'BOOLEAN' }, 'true or false.'],
    ['2001-6-1', { type: 'DATE' }, 'A date, such as 2001-06-01.'],
    ['2001-02-29', { type: 'DATE' }, 'February 2001 has 28 days.'],
    ['2000-02-29', { type: 'DATE' }, null],
    ['2001-13-01', { type: 'DATE' }, 'A month is 01 to 12.'],
    ['2000-12-31', { type: 'DATE', min: '2001-01-01' }, 'At least 2001-01-01.'],
    ['2001-06-01 12:30', { type: 'TIMESTAMP' }, null],
    ['2001-06-01T12:30:05.25', { type: 'TIMESTAMP' }, null],
    ['2001-06-01 25:00', { type: 'TIMESTAMP' }, 'Hours are 00 to 23, minutes and seconds 00 to 59.'],
    ['noon', { type: 'TIMESTAMP' }, 'A time, such as 2001-06-01 12:30.'],
    ['', { type: 'VARCHAR' }, null],
    ['LAX', { type: 'VARCHAR', choices: ['SEA', 'JFK'] }, 'One of SEA, JFK.'],
    ['LAX', { type: 'VARCHAR', choices: 'SELECT DISTINCT origin FROM flights' }, null],
    ['SEA, JFK', { type: 'VARCHAR[]', choices: ['SEA', 'JFK'] }, null],
    ['SEA, LAX', { type: 'VARCHAR[]', choices: ['SEA', 'JFK'] }, 'LAX: One of SEA, JFK.'],
    ['1, x', { type: 'INTEGER[]' }, 'x: A whole number, such as 15.'],
    ['["a, b"]', { type: 'VARCHAR[]' }, null],
    ['[1', { type: 'INTEGER[]' }, 'Values between commas, such as SEA, JFK, or a JSON list.'],
    ['3 days', { type: 'INTERVAL' }, null],
  ])('%j as %j: %s', (text, param, said) => {
    expect(problem(text, param)).toBe(said)
  })

  test('a value of a file is judged as its text is', () => {
    expect(checkParam(91, { type: 'INTEGER', max: 90 })).toBe('At most 90.')
    expect(checkParam(['SEA'], { type: 'VARCHAR[]' })).toBeNull()
    expect(checkParam(true, { type: 'BOOLEAN' })).toBeNull()
    expect(checkParam(null, { type: 'DATE' })).toBeNull()
  })
})

describe('DuckDB agrees', () => {
  const dates = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  const values: Record<string, fc.Arbitrary<Cell>> = {
    INTEGER: fc.integer(),
    BIGINT: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
    DOUBLE: fc.double({ noNaN: true, noDefaultInfinity: true }),
    BOOLEAN: fc.boolean(),
    DATE: dates.map((day) => day.toISOString().slice(0, 10)),
    TIMESTAMP: dates.map((day) => day.toISOString().slice(0, -1)),
    VARCHAR: fc.string(),
    'VARCHAR[]': fc.array(fc.string()),
    'INTEGER[]': fc.array(fc.integer()),
  }

  test('what is taken is a value of the type, and the very one', async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    for (const [type, cells] of Object.entries(values)) {
      const sample = fc.sample(cells, 30)
      const parts = sample.map((cell) => {
        const read = readParam(paramText(cell), { type })
        if ('problem' in read) throw new Error(`${type} ${paramText(cell)}: ${read.problem}`)
        return `${sqlLiteral(read.value, type)} IS NOT DISTINCT FROM ${sqlLiteral(cell, type)}`
      })
      const rows = (await connection.runAndReadAll(`SELECT ${parts.join(', ')}`)).getRows()
      expect(rows[0]?.every(Boolean)).toBe(true)
    }
  })

  test('a date that is taken is a day', async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    const near = fc
      .tuple(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
      )
      .map(
        ([y, m, d]) =>
          `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`,
      )
    const texts = fc.sample(near, 300)
    const parts = texts.map((text) => `TRY_CAST('${text}' AS DATE) IS NOT NULL`)
    const [row = []] = (await connection.runAndReadAll(`SELECT ${parts.join(', ')}`)).getRows()
    expect(texts.map((text) => problem(text, { type: 'DATE' }) === null)).toEqual(row)
  })
})
