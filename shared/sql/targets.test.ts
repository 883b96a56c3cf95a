import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isStreaming, replaceTable, targetsAt } from './index.ts'

const names = (sql: string, word: string) =>
  targetsAt(sql, sql.indexOf(word)).map(({ kind, name }) => name || kind)

/** Queries that nest each other in every way that this folder knows. */
const { query } = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(
      'SELECT n FROM t',
      "SELECT 1 AS n -- '(",
      'FROM t',
      'VALUES (1), (2)',
      'FROM main.t AS u',
      'WITH t(n) AS (FROM t) SELECT t.n FROM t JOIN main.t AS o ON o.n = t.n',
    ),
    tie('query').map((inner) => `SELECT n FROM (${inner}\n) AS s(n) WHERE n IN (SELECT n FROM t)`),
    fc
      .tuple(tie('query'), tie('query'))
      .map(([a, b]) => `WITH c(n) AS (${a}\n), "d e"(n) AS (${b}\n) SELECT DISTINCT c.n FROM c, "d e", t`),
    fc.tuple(tie('query'), tie('query')).map(([a, b]) => `(${a}\n) UNION ALL (${b}\n)`),
  ),
}))

const connect = async () => {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  await connection.run('CREATE TABLE t AS SELECT range::INTEGER AS n FROM range(3)')
  await connection.run('CREATE TABLE s1 AS FROM t')
  return connection
}

describe('targets', () => {
  test('are the innermost first', () => {
    const sql = `WITH a AS (SELECT * FROM (SELECT 1 AS one)), b AS (FROM a)
      SELECT (SELECT max(one) FROM b) AS top FROM b`
    expect(names(sql, '1 AS one')).toEqual(['subquery', 'a', 'statement'])
    expect(names(sql, 'FROM a')).toEqual(['b', 'statement'])
    expect(names(sql, 'max')).toEqual(['subquery', 'statement'])
    expect(names(sql, 'AS top')).toEqual(['statement'])
    expect(names('SELECT count(n) FROM (t)', 'n)')).toEqual(['statement'])
  })

  test('of a text that is being typed take what is there', () => {
    const sql = 'WITH a AS (SELECT 1 AS x) SELECT * FROM (SELECT x FROM a'
    expect(targetsAt(sql, sql.length)[0]?.sql).toContain('FROM (SELECT x FROM a\n)')
  })

  test('are queries wherever the caret stands', async () => {
    const connection = await connect()
    await fc.assert(
      fc.asyncProperty(query, fc.nat(), async (sql, at) => {
        for (const target of targetsAt(sql, at % (sql.length + 1))) await connection.run(target.sql)
      }),
      { numRuns: 150 },
    )
  })
})

describe('another table in the place of one', () => {
  test.each([
    ['FROM t', 'FROM s1 AS "t"', 1],
    ['SELECT t.n FROM main.t WHERE n < 2', 'SELECT t.n FROM s1 AS "t" WHERE n < 2', 1],
    ['FROM a, "T" x JOIN t y USING (n)', 'FROM a, s1 x JOIN s1 y USING (n)', 2],
    ['WITH t AS (FROM t) FROM t', 'WITH t AS (FROM s1 AS "t") FROM t', 1],
    ["SELECT 'FROM t', t AS row FROM u", "SELECT 'FROM t', t AS row FROM u", 0],
    ['SUMMARIZE t', 'SUMMARIZE s1', 1],
    ['FROM t(1)', 'FROM t(1)', 0],
  ])('%s', (sql, after, reads) => {
    expect(replaceTable(sql, 't', 's1')).toEqual({ sql: after, reads })
  })

  test('keeps the name of a snapshot’s source', () => {
    expect(replaceTable('FROM "f@abc" WHERE f.n = 1', 'f@abc', 's').sql).toBe('FROM s AS "f" WHERE f.n = 1')
  })

  test('gives the same rows when both hold the same', async () => {
    const connection = await connect()
    const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRows().map(String).sort()
    await fc.assert(
      fc.asyncProperty(query, async (sql) => {
        expect(await rows(replaceTable(sql, 't', 's1').sql)).toEqual(await rows(sql))
      }),
      { numRuns: 150 },
    )
  })
})

test('a query that gathers does not stream', () => {
  expect(isStreaming("SELECT a FROM t WHERE b = 'ORDER'")).toBe(true)
  for (const word of ['ORDER BY a', 'GROUP BY a', 'UNION ALL FROM t', 'JOIN u USING (a)', 'QUALIFY x']) {
    expect(isStreaming(`SELECT a FROM t ${word}`)).toBe(false)
  }
})
