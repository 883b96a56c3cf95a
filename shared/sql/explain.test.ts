import { expect, test } from 'vitest'
import { explainedPart } from './explain.ts'

test.each([
  ['EXPLAIN SELECT 1', 'SELECT 1', false],
  ['explain analyze FROM t', 'FROM t', true],
  ['EXPLAIN (FORMAT JSON) SELECT 1', 'SELECT 1', false],
  ['EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1', 'SELECT 1', true],
  ['EXPLAIN (SELECT 1)', '(SELECT 1)', false],
  ['-- note\nEXPLAIN /* now */ SELECT 2', 'SELECT 2', false],
])('%s', (sql, inside, analyze) => {
  expect(explainedPart(sql)).toEqual({ sql: inside, analyze })
})

test('other statements explain nothing', () => {
  expect(explainedPart('SELECT 1')).toBeNull()
  expect(explainedPart('')).toBeNull()
})
