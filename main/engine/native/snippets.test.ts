import { expect, test } from 'vitest'
import { sqlSnippets } from '#shared/sql/index.ts'
import { analyse } from './analyse.ts'

/** A part of a query stands in one. */
function whole(example: string): string {
  const text = example.replace(/\btable\b/g, 't').replace(/\bcolumns?\b/g, 'c')
  if (text.startsWith('ASOF')) return `FROM t ${text}`
  return /^(SELECT|FROM|WITH|PIVOT|UNPIVOT)/.test(text) ? text : `SELECT ${text} FROM t`
}

test.each(sqlSnippets.map(({ label, example }) => [label, whole(example)]))('%s is SQL', async (_, sql) => {
  await expect(analyse(sql)).resolves.toBeDefined()
})

test('places are in the notation of editors', () => {
  expect(sqlSnippets[0]?.insert).toMatch(/^SELECT \$\{2:column\}, count\(\*\)/)
})
