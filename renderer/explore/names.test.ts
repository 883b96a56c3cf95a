import { describe, expect, test } from 'vitest'
import type { Catalogue } from '#shared/contract/engine.ts'
import { applyEdits } from '#shared/sql/index.ts'
import { definitionOf, referencesOf, renameable, renameEdits } from './names.ts'

const column = (name: string) => ({ name, type: 'INTEGER', required: true })
const catalogue = {
  sources: [
    { name: 'flights', columns: [column('delay'), column('origin')] },
    { name: 'airports', columns: [column('origin'), column('city')] },
  ],
  macros: [{ name: 'late_share' }],
} as unknown as Catalogue

/** `|` is the caret. */
const at = (marked: string) => [marked.replace('|', ''), marked.indexOf('|')] as const
const rename = (marked: string, name: string) => {
  const found = renameEdits(...at(marked), name, catalogue)
  return typeof found === 'string' ? found : applyEdits(at(marked)[0], found.edits)
}
const definition = (marked: string) => {
  const [text, offset] = at(marked)
  const found = definitionOf(text, offset, catalogue)
  return found && 'kind' in found && found.kind === 'here'
    ? text.slice(found.place.from - 4, found.place.to)
    : found
}

describe('names', () => {
  test('renames a CTE in its own statement only', () => {
    expect(rename('FROM c;\nWITH c AS (SELECT 1 AS c) SELECT c.c FROM |c', 'late')).toBe(
      'FROM c;\nWITH late AS (SELECT 1 AS c) SELECT late.c FROM late',
    )
    expect(referencesOf(...at('WITH |c AS (SELECT 1) FROM c'), catalogue)).toHaveLength(2)
  })

  test.each([
    ['WITH |c AS (SELECT 1 AS a), d AS (FROM c) FROM d', 'D', /used in this query already/],
    ['WITH |c AS (SELECT 1) FROM c', 'a b', /no plain name/],
    ['WITH |c AS (SELECT 1) FROM c', 'select', /no plain name/],
    ['WITH |c AS (SELECT 1) SELECT count(c) FROM c', 'late', /also stands alone/],
    ['SELECT |1 FROM flights', 'late', /name of a WITH query, of a column or of a macro/],
    ['SELECT |delay FROM flights', 'late', /named by the raw objects of flights/],
    ['SELECT |origin FROM flights f JOIN airports a ON true', 'late', /several tables/],
    [
      'WITH c AS (SELECT delay AS |late FROM flights)\nFROM c',
      'tardy',
      /^Line 2: `late` is passed on by `\*`/,
    ],
    ['WITH c AS (SELECT 1 AS |a) SELECT a FROM c JOIN airports ON true', 'city', /has a column `city`/],
  ])('refuses %s as %s', (marked, name, why) => {
    expect(rename(marked, name)).toMatch(why)
  })

  test('renames a column of a query in its own statement only, and what the result is called stays', () => {
    expect(
      rename(
        'SELECT late;\nWITH c AS (SELECT delay AS late FROM flights) SELECT |late, origin FROM c, flights',
        'tardy',
      ),
    ).toBe(
      'SELECT late;\nWITH c AS (SELECT delay AS tardy FROM flights) SELECT tardy AS late, origin FROM c, flights',
    )
  })

  test('what can be renamed', () => {
    expect(renameable(...at('WITH c AS (SELECT 1) FROM c|'), catalogue)).toMatchObject({
      name: 'c',
      from: 26,
      to: 27,
    })
  })

  test.each([
    ['WITH c AS (SELECT 1 AS a) FROM |c', 'ITH c'],
    ['WITH c AS (SELECT delay AS late FROM flights) SELECT la|te FROM c', ' AS late'],
    ['WITH c AS (SELECT delay AS late FROM flights) SELECT x.la|te FROM c x', ' AS late'],
    ['SELECT |delay FROM flights', { kind: 'field', source: 'flights', column: 'delay' }],
    [
      'SELECT a.|origin FROM flights f JOIN airports a ON true',
      { kind: 'field', source: 'airports', column: 'origin' },
    ],
    [
      'SELECT |origin FROM flights f JOIN airports a ON true',
      { unknown: expect.stringMatching(/several tables/) },
    ],
    ['SELECT late_|share(delay) FROM flights', { kind: 'macro', name: 'late_share' }],
    ['SELECT 1 FROM |flights_raw', { kind: 'source', name: 'flights' }],
    ['SELECT |nope FROM flights', { unknown: expect.stringMatching(/defined nowhere/) }],
  ])('%s leads to %j', (marked, expected) => {
    const found = definition(marked)
    if (typeof expected === 'string') expect(found).toContain(expected.slice(-4))
    else expect(found).toEqual(expected)
  })
})
