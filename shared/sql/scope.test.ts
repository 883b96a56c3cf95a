import { describe, expect, test } from 'vitest'
import { scopeAt } from './scope.ts'

/** `|` is the caret. */
const at = (marked: string) => scopeAt(marked.replace('|', ''), marked.indexOf('|'))
const names = (marked: string) =>
  at(marked).items.map(({ kind, name, alias }) =>
    [kind, name, alias].filter((part) => part !== null).join(' '),
  )

describe('scopeAt', () => {
  test.each([
    ['SELECT | FROM flights', 'expression'],
    ['SELECT * FROM |', 'from'],
    ['SELECT * FROM flights JOIN |', 'from'],
    ['SELECT * FROM flights, |', 'from'],
    ['SELECT * FROM flights WHERE |', 'expression'],
    ['SELECT * FROM flights WHERE x IN (1, |', 'expression'],
    ['SELECT a, |', 'expression'],
    ['SELECT * FROM f(1, |', 'expression'],
    ['DESCRIBE |', 'from'],
    ['FROM |', 'from'],
    ['SELECT * FROM a JOIN b ON |', 'expression'],
  ])('%s expects %s', (marked, place) => {
    expect(at(marked).place).toBe(place)
  })

  test.each([
    ['SELECT | FROM flights f, airports AS a', ['table flights f', 'table airports a']],
    ['SELECT | FROM flights JOIN weather w USING (date) WHERE x', ['table flights', 'table weather w']],
    ['SELECT * FROM flights WHERE |', ['table flights']],
    ['FROM flights SELECT |', ['table flights']],
    ['WITH c AS (SELECT 1 AS a) SELECT | FROM c', ['cte c']],
    ['SELECT | FROM (SELECT 1 AS a) s', ['subquery s']],
    ['SELECT | FROM flights_between(1, 2) x JOIN b', ['function flights_between x', 'table b']],
    ['SELECT * FROM a WHERE EXISTS (SELECT | FROM b)', ['table b', 'table a']],
    ['SELECT x FROM a UNION ALL SELECT | FROM b', ['table b']],
    ['SELECT | FROM a UNION ALL SELECT x FROM b', ['table a']],
    ["SELECT | FROM flights AT (VERSION => '9f3c2a1') f WHERE 1", ['table flights f']],
    [
      'SELECT | FROM "odd name" AS o LEFT JOIN LATERAL (SELECT 1) l ON true',
      ['table odd name o', 'subquery l'],
    ],
    ['WITH c AS (SELECT | FROM a) SELECT * FROM c', ['table a']],
    ['SELECT |', []],
    ['SELECT (SELECT max(x) FROM b), | FROM a', ['table a']],
  ])('%s sees %j', (marked, expected) => {
    expect(names(marked)).toEqual(expected)
  })

  test('the name before a dot', () => {
    expect(at('SELECT f.| FROM flights f')).toMatchObject({ qualifier: 'f' })
    expect(at('SELECT f. | FROM flights f').qualifier).toBe('f')
    expect(at('SELECT | FROM flights f').qualifier).toBeNull()
  })

  test('half-written text never throws', () => {
    const whole =
      "WITH c AS (SELECT a, [1, 2] FROM t AT (VERSION => '1')), d AS (FROM c) SELECT f(x, (SELECT 1)) FROM c c1, (d) WHERE 'x"
    for (let end = 0; end <= whole.length; end++) {
      for (const caret of [0, Math.floor(end / 2), end])
        expect(() => scopeAt(whole.slice(0, end), caret)).not.toThrow()
    }
  })
})
