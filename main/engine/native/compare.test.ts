import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Column } from '#shared/value.ts'
import { compareColumn, compareRows, uniqueKey } from './compare.ts'
import { resultsCatalogue } from './engine.ts'
import type { StoredResult } from './results.ts'

let instance: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:')
  connection = await instance.connect()
  await connection.run(`ATTACH ':memory:' AS ${resultsCatalogue}`)
})
afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

type Value = number | string | null
type Row = Value[]

/** `k` and `t` are integers or NULL, `s` a text, `f` a float. */
const columns: Column[] = [
  { name: 'k', type: 'INTEGER' },
  { name: 't', type: 'INTEGER' },
  { name: 's', type: 'VARCHAR' },
  { name: 'f', type: 'DOUBLE' },
]
const sql = (value: Value): string =>
  value === null ? 'NULL' : typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : `'${value}'`

async function relation(name: string, rows: readonly Row[], types = columns): Promise<StoredResult> {
  const list = types.map(({ name: column, type }) => `"${column}" ${type}`).join(', ')
  await connection.run(`CREATE OR REPLACE TABLE ${name} (${list})`)
  if (rows.length > 0) {
    const values = rows.map((row) => `(${row.map(sql).join(', ')})`).join(', ')
    await connection.run(`INSERT INTO ${name} VALUES ${values}`)
  }
  const held = { handle: name, key: 'k', generation: 1, own: true, byRowId: true }
  return { ...held, relation: name, columns: types, rows: rows.length }
}

async function pairOf(before: readonly Row[], after: readonly Row[]) {
  return { before: await relation('was', before), after: await relation('now', after) }
}

const exact = { kind: 'exact' } as const
const ignore = () => undefined

async function compared(
  before: readonly Row[],
  after: readonly Row[],
  key: string[],
  tolerance: Parameters<typeof compareRows>[2]['tolerance'] = exact,
) {
  const { stored, facts } = await compareRows(
    connection,
    await pairOf(before, after),
    { key, tolerance },
    ignore,
  )
  const reader = await connection.runAndReadAll(`FROM ${stored.relation} ORDER BY rowid`)
  return { facts, rows: reader.getRowsJS() as unknown[][] }
}

/** A row as text: NaN and infinities, NULL and '' can be told apart. */
const text = (row: readonly unknown[]): string =>
  row.map((value) => (value === null ? 'NULL' : `${typeof value}:${String(value)}`)).join('|')

const counts = (rows: readonly unknown[][]): Map<string, number> => {
  const found = new Map<string, number>()
  for (const row of rows) found.set(text(row), (found.get(text(row)) ?? 0) + 1)
  return found
}

/** What the difference makes of `before`: its rows less those gone and the old of those changed, plus the others. */
function applied(before: readonly Row[], difference: unknown[][], keys: number): Map<string, number> {
  const rows = counts(before as unknown[][])
  const add = (row: unknown[], by: number) => {
    const name = text(row)
    const now = (rows.get(name) ?? 0) + by
    if (now === 0) rows.delete(name)
    else rows.set(name, now)
  }
  for (const [change, times, , ...cells] of difference) {
    const key = cells.slice(0, keys)
    const values = cells.slice(keys)
    const side = (offset: number) => [...key, ...values.filter((_, index) => index % 2 === offset)]
    if (change !== 'added') add(side(0), -Number(times))
    if (change !== 'gone') add(side(1), Number(times))
  }
  return rows
}

const key = fc.option(fc.integer({ min: 0, max: 5 }), { nil: null })
const row = fc.tuple(
  key,
  fc.option(fc.integer({ min: 0, max: 2 }), { nil: null }),
  fc.option(fc.constantFrom('', 'a', "it's", '<b>'), { nil: null }),
  fc.option(fc.constantFrom(0, 0.1, 1e300, Number.NaN, Number.POSITIVE_INFINITY), { nil: null }),
)
const rows = fc.array(row, { maxLength: 12 })

describe('the rows that differ', () => {
  test.each([[[]], [['k']], [['k', 't']], [['k', 't', 's', 'f']]])(
    'make the second relation of the first, by key %j',
    async (names) => {
      await fc.assert(
        fc.asyncProperty(rows, rows, async (before, after) => {
          const { rows: found, facts } = await compared(before, after, names)
          expect(applied(before, found, names.length)).toEqual(counts(after))
          const { added, changed, gone, equal } = facts
          expect(added + changed + equal).toBe(after.length)
          expect(gone + changed + equal).toBe(before.length)
        }),
        { numRuns: 60 },
      )
    },
  )

  test('are those of a plain comparison, where keys are unique', async () => {
    const unique = fc.uniqueArray(row, { selector: ([name]) => name, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(unique, unique, async (before, after) => {
        const { rows: found, facts } = await compared(before, after, ['k'])
        const old = new Map(before.map((one) => [one[0], one]))
        const next = new Map(after.map((one) => [one[0], one]))
        const expected = [...new Set([...old.keys(), ...next.keys()])].flatMap((name) => {
          const [was, is] = [old.get(name), next.get(name)]
          if (!was || !is) return [[is ? 'added' : 'gone', name]]
          const marks = was.slice(1).map((value, at) => (Object.is(value, is[at + 1]) ? '0' : '1'))
          return marks.includes('1') ? [['changed', name, marks.join('')]] : []
        })
        const shown = found.map(([change, , marks, name]) =>
          change === 'changed' ? [change, name, marks] : [change, name],
        )
        expect(counts(shown as unknown[][])).toEqual(counts(expected as unknown[][]))
        expect(facts.repeated).toEqual({ before: 0, after: 0 })
        for (const [index, { rows: differing }] of facts.columns.entries()) {
          const marked = found.filter(([, , marks]) => String(marks ?? '')[index] === '1')
          expect(differing).toBe(marked.length)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('tell repeated keys, also where their numbers even out', async () => {
    const one = (k: number): Row => [k, 0, 'a', 0]
    const { facts, rows: found } = await compared([one(1), one(1), one(2)], [one(1), one(2), one(2)], ['k'])
    expect(facts.repeated).toEqual({ before: 2, after: 2 })
    expect(found.map(([change, times, , name]) => [change, Number(times), name])).toEqual([
      ['gone', 1, 1],
      ['added', 1, 2],
    ])
  })

  test('leave out what the tolerance covers, and never an infinity', async () => {
    const before: Row[] = [
      [1, 0, 'a', 1],
      [2, 0, 'a', 100],
      [3, 0, 'a', Number.POSITIVE_INFINITY],
      [4, 0, 'a', null],
    ]
    const after: Row[] = [
      [1, 0, 'a', 1.05],
      [2, 0, 'a', 104],
      [3, 0, 'a', 1],
      [4, 0, 'a', 0],
    ]
    const keys = async (tolerance: Parameters<typeof compared>[3]) =>
      (await compared(before, after, ['k'], tolerance)).rows.map((found) => found[3])
    expect(await keys(exact)).toEqual([1, 2, 3, 4])
    expect(await keys({ kind: 'absolute', by: 0.1 })).toEqual([2, 3, 4])
    expect(await keys({ kind: 'relative', by: 0.05 })).toEqual([3, 4])
    const { facts } = await compared(before, after, ['k'])
    expect(facts.columns[2]).toMatchObject({ name: 'f', rows: 4, most: 4 })
  })

  test('compare columns that changed their type: numbers as numbers, anything else as text', async () => {
    const was = await relation('was', [
      [1, 5, '7', 1],
      [2, 6, 'x', 2],
    ])
    const now = await relation(
      'now',
      [
        [1, 5, 7, 1],
        [2, 6, 8, 2.5],
      ],
      [
        { name: 'K', type: 'BIGINT' },
        { name: 't', type: 'DECIMAL(9,2)' },
        { name: 's', type: 'INTEGER' },
        { name: 'f', type: 'FLOAT' },
      ],
    )
    const pair = { before: was, after: now }
    const { facts, stored } = await compareRows(connection, pair, { key: ['k'], tolerance: exact }, ignore)
    expect(facts).toMatchObject({ key: ['K'], changed: 1, equal: 1, added: 0, gone: 0 })
    const marks = await connection.runAndReadAll(`SELECT marks FROM ${stored.relation}`)
    expect(marks.getRows()).toEqual([['011']])
  })

  test('need columns that both sides have', async () => {
    await expect(compared([], [], ['nope'])).rejects.toMatchObject({ code: 'DIFFERENCE_COLUMN' })
  })
})

describe('a key', () => {
  test('is the first column that is unique on both sides, else the first columns together', async () => {
    const one = await pairOf([[1, 1, 'a', 0]], [[1, 1, 'a', 0]])
    expect(await uniqueKey(connection, one)).toEqual({ columns: ['k'], why: 'unique' })
    const two = await pairOf(
      [
        [1, 1, 'a', 0],
        [1, 2, 'a', 0],
      ],
      [
        [2, 1, 'a', 0],
        [1, 1, 'b', 0],
      ],
    )
    expect(await uniqueKey(connection, two)).toEqual({ columns: ['k', 't'], why: 'unique' })
    const none = await pairOf(
      [
        [1, 1, 'a', 0],
        [1, 1, 'a', 1],
      ],
      [],
    )
    expect(await uniqueKey(connection, none)).toBeNull()
  })
})

describe('the shift of a column', () => {
  const values = fc.array(
    fc.option(fc.constantFrom(0, 1, 2.5, 1000, Number.NaN, Number.NEGATIVE_INFINITY), { nil: null }),
    { maxLength: 20 },
  )
  const asRows = (list: readonly Value[]): Row[] => list.map((value) => [null, null, null, value])

  test('is the largest distance of the cumulative shares, or the change of the NULL share', async () => {
    await fc.assert(
      fc.asyncProperty(values, values, async (before, after) => {
        const pair = await pairOf(asRows(before), asRows(after))
        const found = await compareColumn(connection, pair, 'f')
        const finite = (list: readonly (number | null)[]) =>
          list.filter((x) => Number.isFinite(x)) as number[]
        const share = (list: readonly number[], x: number) =>
          list.filter((one) => one <= x).length / list.length
        const [was, is] = [finite(before), finite(after)]
        const ks =
          was.length === 0 || is.length === 0
            ? Number(was.length !== is.length)
            : Math.max(...[...was, ...is].map((x) => Math.abs(share(was, x) - share(is, x))))
        const nulls = (list: readonly (number | null)[]) =>
          list.length === 0 ? 0 : list.filter((x) => x === null).length / list.length
        expect(found.shift).toBeCloseTo(Math.max(ks, Math.abs(nulls(after) - nulls(before))), 10)
        expect(found.rows).toEqual({ before: before.length, after: after.length })
        const bars = (side: 'before' | 'after') => found.histogram?.[side].reduce((sum, n) => sum + n, 0) ?? 0
        expect([bars('before'), bars('after')]).toEqual([was.length, is.length])
      }),
      { numRuns: 60 },
    )
  })

  test('of categories is the Jensen-Shannon distance', async () => {
    const texts = (list: (string | null)[]): Row[] => list.map((s) => [null, null, s, null])
    const shift = async (before: (string | null)[], after: (string | null)[]) =>
      (await compareColumn(connection, await pairOf(texts(before), texts(after)), 's')).shift
    expect(await shift(['a', 'b'], ['b', 'a', 'a', 'b'])).toBeCloseTo(0, 12)
    expect(await shift(['a'], ['b'])).toBeCloseTo(1, 12)
    expect(await shift([], [])).toBe(0)
    expect(await shift(['a', null], ['a', 'a'])).toBeCloseTo(await shift(['a', 'b'], ['a', 'a']), 12)
    const p = [0.5, 0.5]
    const q = [0.75, 0.25]
    const entropy = (list: number[]) => -list.reduce((sum, x) => sum + x * Math.log2(x), 0)
    const middle = p.map((x, at) => (x + (q[at] ?? 0)) / 2)
    const expected = Math.sqrt(entropy(middle) - (entropy(p) + entropy(q)) / 2)
    expect(await shift(['a', 'b'], ['a', 'a', 'a', 'b'])).toBeCloseTo(expected, 12)
  })

  test('of times has its place, and names the most frequent', async () => {
    const types: Column[] = [{ name: 'd', type: 'DATE' }]
    const before = await relation('was', [['2001-01-01'], ['2001-01-02']], types)
    const after = await relation('now', [['2001-01-03'], [null]], types)
    const found = await compareColumn(connection, { before, after }, 'd')
    expect(found).toMatchObject({
      measure: 'kolmogorov-smirnov',
      shift: 1,
      distinct: { before: 2, after: 1 },
    })
    expect(found.mean).toEqual({ before: 978350400, after: 978480000 })
  })
})
