import { describe, expect, test } from 'vitest'
import { cteUses, outputColumn } from './cte-uses.ts'

/** Each use as `kind name offset-of-its-definition`. */
const uses = (sql: string) => cteUses(sql).map(({ kind, from, cte }) => `${kind} ${from}>${cte.from}`)

describe('cteUses', () => {
  test('tables and qualifiers, not columns, aliases, fields or calls', () => {
    const sql = 'WITH c AS (SELECT 1 AS c) SELECT c.c, x.c, c(1) FROM c JOIN t x ON x.c = c.a'
    expect(uses(sql)).toEqual(['definition 5>5', 'use 33>5', 'use 53>5', 'use 73>5'])
  })

  test('an inner WITH hides an outer one', () => {
    const sql = 'WITH c AS (SELECT 1), d AS (WITH c AS (SELECT 2) FROM c) SELECT * FROM d, c'
    expect(uses(sql)).toEqual([
      'definition 5>5',
      'definition 22>22',
      'definition 33>33',
      'use 54>33',
      'use 71>22',
      'use 74>5',
    ])
  })

  test('a CTE that is not recursive does not mean itself', () => {
    expect(uses('WITH t AS (SELECT * FROM t) FROM t')).toEqual(['definition 5>5', 'use 33>5'])
    expect(uses('WITH RECURSIVE t AS (SELECT 1 UNION ALL FROM t) FROM t')).toHaveLength(3)
  })

  test('an alias of the same name is the alias', () => {
    expect(uses('WITH c AS (SELECT 1 AS a) SELECT c.a FROM t c')).toEqual(['definition 5>5'])
    expect(uses('WITH c AS (SELECT 1 AS a) SELECT x.a FROM c x')).toEqual(['definition 5>5', 'use 42>5'])
  })

  test('a bare name may be the row or a column', () => {
    expect(uses('WITH c AS (SELECT 1 AS a) SELECT count(c) FROM c')).toContain('unsure 39>5')
  })

  test('quoted names, and the same in another case', () => {
    expect(uses('WITH "Odd c" AS (SELECT 1) FROM "odd C"')).toHaveLength(2)
  })
})

test.each([
  ['SELECT a AS late, b FROM t', 'late', 12],
  ['SELECT t.a, b FROM t', 'A', 9],
  ['SELECT f(x, a), sum(b) total', 'total', 23],
  ['SELECT f(a) FROM a', 'a', null],
  ['FROM t SELECT b', 'b', 14],
])('%s gives %s', (sql, column, from) => {
  expect(outputColumn(sql, column)?.from ?? null).toBe(from)
})
