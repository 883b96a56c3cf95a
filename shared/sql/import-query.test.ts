import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freePath, importPath, importQuery } from './import-query.ts'

const changed = (text: string) => importQuery(text).text

describe('a query of another program', () => {
  test('of dbt: references are names, variables parameters, settings gone', () => {
    const { text, changes, left } = importQuery(
      "{{ config(materialized='table') }}\nselect * from {{ ref('stg_orders') }} o\njoin {{ source('raw', 'Big Table') }} b using (id)\nwhere day > {{ var(\"since\", '2024-01-01') }}\n{% if x %} and 1 {% endif %}",
    )
    expect(text).toBe(
      '\nselect * from stg_orders o\njoin "Big Table" b using (id)\nwhere day > $since\n{% if x %} and 1 {% endif %}',
    )
    expect(changes.map(({ line }) => line)).toEqual([1, 2, 3, 4])
    expect(changes[1]?.what).toBe("`{{ ref('stg_orders') }}` became `stg_orders`")
    expect(left).toHaveLength(2)
    expect(left[0]).toMatchObject({ line: 5 })
  })

  test.each([
    [
      "\\timing on\nSELECT 1 WHERE a = :'who' AND b = :n",
      '-- \\timing on\nSELECT 1 WHERE a = $who AND b = $n',
    ],
    ['SELECT %(a)s, ? + ?', 'SELECT $a, $p1 + $p2'],
    ['SELECT `a b` FROM `p.d.t`', 'SELECT "a b" FROM "p"."d"."t"'],
    ["%%sql\nSELECT 'x'::DATE, a::INT", "-- %%sql\nSELECT 'x'::DATE, a::INT"],
    ['SELECT {{ limit }} {# note #}', 'SELECT $limit /* note */'],
    ['\uFEFFSELECT 1', 'SELECT 1'],
  ])('%j', (from, to) => expect(changed(from)).toBe(to))

  test.each([
    'SELECT \':a ? `b` %(c)s\' AS ":d" -- :e ? `f`\n/* :g */ FROM t',
    "SELECT a[1:2], a[x:y], {'k': 1, 'l': b}, a::TEXT",
    'SELECT $$ :a ? $$, $x$ `b` $x$',
  ])('keeps what only looks like it: %j', (text) =>
    expect(importQuery(text)).toMatchObject({ text, changes: [] }),
  )

  test('what changed once is not changed again', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            ':a',
            '?',
            '`b`',
            "'c :d'",
            '{{ e }}',
            "{{ ref('f') }}",
            '\n',
            ' ',
            '%(g)s',
            '-- h\n',
            '[1:2]',
            'i',
          ),
        ),
        (parts) => {
          const once = changed(parts.join(' '))
          expect(changed(once)).toBe(once)
        },
      ),
    )
  })

  test('its path stays in queries/', () => {
    expect(importPath('a/b c.SQL')).toBe('queries/a/b c.sql')
    expect(importPath('../../etc/x.sql')).toBe('queries/etc/x.sql')
    expect(importPath('C:\\q\\.hidden.sql')).toBe('queries/C_/q/hidden.sql')
    expect(importPath(' ./. ../a. /b.sql')).toBe('queries/a/b.sql')
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aZ9. /\\_-:é売😀\0"') }), (path) => {
        const parts = importPath(path).split('/')
        expect(parts[0]).toBe('queries')
        expect(
          parts.every((part) => part !== '' && part !== '.' && part !== '..' && !part.includes('\\')),
        ).toBe(true)
      }),
    )
    const taken = new Set(['queries/a.sql'])
    expect([freePath('queries/A.sql', taken), freePath('queries/a.sql', taken)]).toEqual([
      'queries/A_2.sql',
      'queries/a_3.sql',
    ])
  })
})
