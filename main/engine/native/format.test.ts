import { describe, expect, test } from 'vitest'
import { applyEdits } from '#shared/sql/index.ts'
import { format } from './format.ts'

const all = async (text: string, from = 0, to = 0) => {
  const { edits, kept } = await format({ text, from, to })
  return { text: applyEdits(text, edits), kept }
}

describe('format', () => {
  test('lays out a query, with parameters, and keeps the front matter', async () => {
    const header = '/*---\ndescription: late   ones\n---*/\n'
    const { text, kept } = await all(
      `${header}select origin,avg(delay) as late from flights where delay>$bound group by all`,
    )
    expect(kept).toEqual([])
    expect(text).toBe(
      `${header}SELECT\n  origin,\n  avg(delay) AS late\nFROM\n  flights\nWHERE\n  delay > $bound\nGROUP BY ALL`,
    )
  })

  test.each([
    "SELECT * FROM flights AT (VERSION => '9f3c2a1') WHERE x",
    'FROM t SELECT a, b EXCLUDE (c)',
    'SELECT list_transform([1, 2], lambda x: x + 1), {a: 1}.a, x::INT FROM t QUALIFY row_number() OVER () = 1',
    'PIVOT t ON a USING sum(b)',
    'SELECT "Date", date, year, value FROM t',
    "SELECT $$a;\n b$$, '😀é', E'\\n', ? FROM t -- last",
    'CREATE MACRO late(x, bound := 15) AS x > bound',
    'SELECT a /* one */ , b -- two\nFROM t ASOF JOIN u ON t.a >= u.a',
  ])('changes no meaning of %s', async (sql) => {
    const once = await all(sql)
    expect(once.kept).toEqual([])
    expect((await all(once.text)).text).toBe(once.text)
  })

  test('keeps what it cannot lay out, with a sentence', async () => {
    const sql = 'SELECT   #1 FROM t; select 1'
    const { text, kept } = await all(sql)
    expect(text).toBe('SELECT   #1 FROM t; SELECT\n  1')
    expect(kept).toEqual([{ from: 0, to: 18, message: expect.stringMatching(/stays as it is\.$/) }])
  })

  test('only the statements that the selection touches', async () => {
    expect((await all('select 1;\nselect 2;\nselect 3', 12, 13)).text).toBe(
      'select 1;\nSELECT\n  2;\nselect 3',
    )
  })

  test('half-written text stays', async () => {
    const sql = 'SELECT a,, FROM (t'
    expect((await all(sql)).text).toBe(sql)
  })
})
